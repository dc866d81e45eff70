"""certapp forms check, certapp schema."""

import json
from argparse import Namespace

from certapp.cli.output import DONE, REFUSED, Output
from certapp.formdef.lint import Fault, lint, untranslated
from certapp.formdef.loading import load_form, profiles
from certapp.formdef.schema import json_schema
from certapp.formdef.templates import load_templates, template_faults


def forms_check(options: Namespace, output: Output) -> int:
    """certapp forms check: what is wrong, and which words a language lacks (English stands in: no fault)."""
    forms = [(profile, load_form(profile)) for profile in ("", *profiles())]
    wrong = [(profile, fault) for profile, form in forms for fault in lint(form)]
    templates = load_templates()
    for profile, form in forms:
        wrong += [(profile, Fault(where, what)) for where, what in template_faults(form, templates)]
    said = [*wrong, *((profile, lacking) for profile, form in forms for lacking in untranslated(form))]
    lines = [f"{profile or 'model'}: {fault.where}: {fault.what}" for profile, fault in said]
    if not wrong:
        lines.append(f"The forms are in order: the model and {len(forms) - 1} national profile(s).")
    output.say(lines, [{"profile": profile, "where": fault.where, "what": fault.what} for profile, fault in said])
    return REFUSED if wrong else DONE


def schema(options: Namespace, output: Output) -> int:
    """certapp schema"""
    print(json.dumps(json_schema(load_form(options.profile)), ensure_ascii=False, indent=2))
    return DONE
