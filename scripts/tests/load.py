# SPDX-FileCopyrightText: The SERO developers
# SPDX-License-Identifier: Apache-2.0
"""Loads a script whose name is no Python identifier."""

import importlib.util
import sys
from pathlib import Path

sys.dont_write_bytecode = True


def script(name):
    path = Path(__file__).resolve().parent.parent / name
    spec = importlib.util.spec_from_file_location(name.removesuffix(".py").replace("-", "_"), path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
