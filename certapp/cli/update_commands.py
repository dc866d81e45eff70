"""certapp update"""

from argparse import Namespace
from contextlib import ExitStack
from datetime import UTC, datetime

from certapp import __version__
from certapp.cli.output import DONE, REFUSED, Output
from certapp.cli.progress import shown
from certapp.model.errors import Refusal
from certapp.model.progress import size_words
from certapp.service.office import open_office
from certapp.service.updating.going_back import go_back
from certapp.service.updating.installation import installation_here
from certapp.service.updating.installing import install_update
from certapp.service.updating.looking import Update, changes_since, look_at, require_fitting
from certapp.trust.fingerprint import fingerprint40


def show_command(options: Namespace, output: Output) -> int:
    """certapp update show"""
    if options.file is None:
        return _installed(output)
    update = look_at(options.file)
    release, against = update.release, _against(update)
    changes = changes_since(release, __version__)
    day = datetime.fromtimestamp(release.built_at, UTC).date().isoformat()
    lines = [
        f"certapp {release.version} of {day}, for {release.platform} and Python {', '.join(release.pythons)}",
        f"{len(release.packages)} packages, {size_words(release.size)}; installed about {size_words(release.unpacked)}",
        f"Registers: opens versions {release.opens} to {release.writes}, writes {release.writes}",
        f"Signed by the key with these 40 digits: {update.digits}",
    ]
    for version, points in changes:
        lines += ["", f"What changes with {version}:", *(f"- {point}" for point in points)]
    if against:
        lines += ["", f"{against.text()} ({against.code})"]
    answer = {
        "version": release.version,
        "day": day,
        "platform": release.platform,
        "pythons": list(release.pythons),
        "bytes": release.size,
        "registers": [release.opens, release.writes],
        "digits": update.digits,
        "changes": [{"version": version, "lines": list(points)} for version, points in changes],
        "against": against.code if against else "",
    }
    output.say(lines, answer)
    return REFUSED if against else DONE


def _against(update: Update) -> Refusal | None:
    """Why it cannot be installed here, if it cannot."""
    try:
        require_fitting(update, installation_here())
    except Refusal as refusal:
        return refusal
    return None


def install_command(options: Namespace, output: Output) -> int:
    """certapp update install"""
    here = installation_here()
    update: Update = look_at(options.file)
    require_fitting(update, here)
    with ExitStack() as opened:
        offices = [opened.enter_context(open_office(each, write=False)) for each in options.office or ()]
        told = opened.enter_context(shown())
        made = install_update(update, here, offices, options.backups, told)
    kept = [str(each.path) for each in made]
    version = update.release.version
    lines = [
        *(f"Backed up first: {path}" for path in kept),
        f"certapp {version} is in use from the next start on. Back again: certapp update back",
    ]
    output.say(lines, {"version": version, "before": here.in_use().before, "backups": kept})
    return DONE


def back_command(options: Namespace, output: Output) -> int:
    """certapp update back"""
    went = go_back(installation_here(), options.office, use_copies=options.use_copies)
    lines = [f"{copy.name} is the register again; the newer one is kept as {aside}" for copy, aside in went.registers]
    lines.append(f"certapp {went.version} is in use from the next start on.")
    registers = [{"copy": str(copy), "newer": str(aside)} for copy, aside in went.registers]
    output.say(lines, {"version": went.version, "registers": registers})
    return DONE


def _installed(output: Output) -> int:
    here = installation_here()
    used, digits = here.in_use(), fingerprint40(here.publisher())
    lines = [
        f"certapp {used.version} in {here.home}" + (f"; before it {used.before}" if used.before else ""),
        f"Updates are accepted if they are signed by the key with these 40 digits: {digits}",
    ]
    answer = {"version": used.version, "before": used.before, "folder": str(here.home), "digits": digits}
    output.say(lines, answer)
    return DONE
