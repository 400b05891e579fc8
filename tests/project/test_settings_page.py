from service.settings import Settings
from tests.support.settings_page import PAGE, settings_page


def test_the_settings_page_tells_every_setting_as_it_is() -> None:
    assert PAGE.read_text("utf-8") == settings_page(), "run: python -m tests.support.settings_page"


def test_every_setting_says_what_it_is_for() -> None:
    assert Settings.model_fields
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []
