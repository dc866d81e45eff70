"""certapp verifier-page: the verifier as one HTML file, for a phone or a computer without the program."""

from argparse import Namespace

from certapp.cli.folders import trust_folder
from certapp.cli.output import DONE, Output
from certapp.service.clock import Clock
from certapp.service.verifier_page import export_verifier_page
from certapp.trust.store import TrustStore
from certapp.trust.view import TrustView


def page_export(options: Namespace, output: Output) -> int:
    """certapp verifier-page export"""
    named = tuple(country.strip().upper() for country in (options.countries or "").split(",") if country.strip())
    page = export_verifier_page(_believed(options), Clock().seconds, options.file, named)
    answer = {"file": str(options.file), "countries": list(page.countries), "bytes": len(page.content)}
    output.say([f"Written: {options.file} ({', '.join(page.countries)}; {len(page.content) / 1e6:.1f} MB)"], answer)
    return DONE


def _believed(options: Namespace) -> TrustView:
    if getattr(options, "office", None):
        from importlib import import_module  # by its name: a post of customs has no offices

        view: TrustView = import_module("certapp.cli.office_trust").believed_by_office(options.office)[0]
        return view
    return TrustStore(trust_folder(options.trust)).view()
