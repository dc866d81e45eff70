"""certapp paper: what goes with a certificate, or is made of it later."""

from argparse import Namespace

from certapp.cli.output import DONE, Output
from certapp.cli.passphrases import passphrase_source
from certapp.service.carrying import write_out
from certapp.service.office import open_office


def leaflet_command(options: Namespace, output: Output) -> int:
    """certapp paper leaflet"""
    from certapp.service.making import TEST_WATERMARK
    from certapp.service.papers import leaflet

    with open_office(options.office, write=False) as office:
        watermark = TEST_WATERMARK if office.training else ""
        pdf = leaflet(office.authority, options.language, office.clock.seconds, watermark)
    return _written(options, output, pdf)


def test_sheet_command(options: Namespace, output: Output) -> int:
    """certapp paper test-sheet"""
    from certapp import __name__ as product
    from certapp.service.clock import Clock
    from certapp.service.papers import test_sheet

    return _written(options, output, test_sheet(product, options.language, Clock().seconds))


def notice_command(options: Namespace, output: Output) -> int:
    """certapp paper notice"""
    from certapp.service.papers import revocation_notice

    with open_office(options.office, write=False) as office:
        pdf = revocation_notice(office, options.number, options.language)
    return _written(options, output, pdf)


def copy_command(options: Namespace, output: Output) -> int:
    """certapp paper copy"""
    from certapp.service.copying import certified_copy

    with open_office(options.office) as office:
        actor = office.log_in(options.user, passphrase_source(options.passphrases))
        pdf = certified_copy(office, actor, options.number, options.language)
    return _written(options, output, pdf)


def tags_command(options: Namespace, output: Output) -> int:
    """certapp paper tags"""
    from certapp.service.tagging import make_tags, object_numbers

    with open_office(options.office) as office:
        passphrase = passphrase_source(options.passphrases)
        actor = office.log_in(options.user, passphrase)
        signer = office.unlock("document_signer", passphrase)
        objects = object_numbers(options.objects)
        pdf = make_tags(
            *(office, actor, options.number, signer),
            layout=options.label,
            language=options.language,
            objects=objects,
            first=max(0, options.used),
        )
    return _written(options, output, pdf)


def _written(options: Namespace, output: Output, pdf: bytes) -> int:
    write_out(options.file, pdf)
    output.say([f"Written: {options.file}"], {"file": str(options.file), "language": options.language})
    return DONE
