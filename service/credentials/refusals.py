"""Refusals of who cannot show who he is.

Refusal
├── NotAuthenticatedError   `unauthenticated`: a token that is none, or is worth nothing any more
└── KeysUnavailableError    `keys-unavailable`: the issuer's keys cannot be had
"""

from service.errors import Refusal


class NotAuthenticatedError(Refusal):
    """A token that is none, unknown, expired, revoked or not for this service; which of them is not told."""

    def __init__(self) -> None:
        super().__init__(
            "unauthenticated", "令牌无效、已过期或已撤销。", "请向管理员领取新的令牌，或重新登录。"
        )


class KeysUnavailableError(Refusal):
    """The keys of the issuer cannot be had: nobody's token can be told from a forged one."""

    def __init__(self) -> None:
        super().__init__("keys-unavailable", "暂时不能核验登录凭证。", "请稍后再试。")
