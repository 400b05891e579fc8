"""What the image leaves out (Dockerfile): nothing that it serves or commands needs it."""

import re
import subprocess
import sys

from tests.support.repository import ROOT

_IMPORT_ALL = """
import pkgutil, sys
from importlib import import_module

for name in sys.argv[1:]:
    sys.modules[name] = None
imported = 0
for room in ("service", "schema", "loaders", "seeds"):
    for module in pkgutil.walk_packages([room], f"{room}."):
        if not module.name.endswith("__main__") and ".migrations." not in module.name:
            import_module(module.name)
            imported += 1
print(imported)
"""


def test_what_the_image_leaves_out_is_imported_nowhere() -> None:
    (named,) = re.findall(r"pip uninstall --quiet --yes (.*) \\", (ROOT / "Dockerfile").read_text("utf-8"))
    left_out = named.split()
    assert {"llvmlite", "numba"} <= {*left_out}
    done = subprocess.run(
        [sys.executable, "-c", _IMPORT_ALL, *left_out], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert done.stderr == ""
    assert int(done.stdout) > 200


def test_what_is_stripped_is_required() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text("utf-8")
    (named,) = re.findall(r"for package in (.*); do", dockerfile)
    required = {
        name.replace("-", "_")
        for name in re.findall(r"^([a-z0-9-]+)==", (ROOT / "requirements.txt").read_text("utf-8"), re.M)
    }
    assert {*named.split()} <= required
