"""certapp forms check, certapp schema."""

import json
from argparse import Namespace

from certapp.cli.output import DONE, REFUSED, Output
from certapp.formdef.lint import lint
from certapp.formdef.loading import load_form, profiles
from certapp.formdef.schema import json_schema


def forms_check(options: Namespace, output: Output) -> int:
    """certapp forms check"""
    found = [(profile, fault) for profile in ("", *profiles()) for fault in lint(load_form(profile))]
    lines = [f"{profile or 'model'}: {fault.where}: {fault.what}" for profile, fault in found]
    lines = lines or [f"The forms are in order: the model and {len(profiles())} national profile(s)."]
    output.say(lines, [{"profile": profile, "where": fault.where, "what": fault.what} for profile, fault in found])
    return REFUSED if found else DONE


def schema(options: Namespace, output: Output) -> int:
    """certapp schema"""
    print(json.dumps(json_schema(load_form(options.profile)), ensure_ascii=False, indent=2))
    return DONE
