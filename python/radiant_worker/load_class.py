"""From the name of a class to an object that is ready to be called."""

import importlib
import os
import sys

from .failures import StartFailure


def load_class(name):
    """`Module` (the class of that name in Module.py) or `pkg.module.Class`. Raises StartFailure."""
    module_name, _, class_name = name.rpartition(".")
    if not module_name:
        module_name = class_name
    module = _import_module(module_name, name)
    try:
        found = getattr(module, class_name)
    except AttributeError:
        there = sorted(
            key
            for key, value in vars(module).items()
            if isinstance(value, type) and value.__module__ == module.__name__
        )
        told = "its classes are: %s" % ", ".join(there) if there else "it defines no class"
        raise StartFailure("class", "module %s has no attribute %s; %s" % (module_name, class_name, told)) from None
    if not callable(found):
        raise StartFailure(
            "class", "%s in module %s is no class but a %s" % (class_name, module_name, type(found).__name__)
        )
    return found


def construct(cls, name, parameters):
    """An object of the user's class. Raises StartFailure."""
    try:
        return cls(**parameters)
    except BaseException as error:
        raise StartFailure("construct", "the constructor of %s failed: %s" % (name, _tell(error))) from error


def call_load(user, name):
    """Calls the user's load(), if it has one. Raises StartFailure with exit code 3."""
    load = getattr(user, "load", None)
    if load is None:
        return
    try:
        load()
    except NotImplementedError:
        return
    except BaseException as error:
        if any(base.__name__ == "SeldonNotImplementedError" for base in type(error).__mro__):
            return
        raise StartFailure("load", "load() of %s failed: %s" % (name, _tell(error)), exit_code=3) from error


def _import_module(module_name, name):
    try:
        return importlib.import_module(module_name)
    except ModuleNotFoundError as error:
        missing = error.name or module_name
        if module_name == missing or module_name.startswith(missing + "."):
            message = "there is no module %s for the class %s: No module named %r in %s or on Python's path"
            raise StartFailure("import", message % (module_name, name, missing, os.getcwd())) from None
        message = "module %s needs %s, which is not installed: No module named %r (%s -m pip install %s)"
        package = missing.split(".", 1)[0]
        raise StartFailure("import", message % (module_name, missing, missing, sys.executable, package)) from error
    except BaseException as error:
        raise StartFailure("import", "module %s cannot be imported: %s" % (module_name, _tell(error))) from error


def _tell(error):
    try:
        text = str(error)
    except Exception:  # a user's exception whose own __str__ raises
        text = ""
    return "%s: %s" % (type(error).__name__, text) if text else type(error).__name__
