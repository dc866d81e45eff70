"""Every kind of slip in forms/ is found, at its place, before anybody fills out a form."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from certapp.formdef.form import Form
from certapp.formdef.lint import helped, lint, untranslated
from certapp.formdef.loading import load_form, profiles
from certapp.model.errors import Refusal
from tests.formdef.making import edit

FORM = "model-certificate/form.toml"
RULES = "model-certificate/rules.toml"
SHEETS = "model-certificate/sheets.toml"
LABELS = "model-certificate/labels/en.toml"
LISTS = "codes/lists.toml"
CODES = "codes/labels/en.toml"
XA = "profiles/xa/profile.toml"
XA_LABELS = "profiles/xa/labels/en.toml"
BOX = "box = [\n"


@dataclass(frozen=True)
class Slip:
    """One change to one file, and the fault that names its place."""

    file: str
    old: str
    new: str
    where: str
    what: str

    def __repr__(self) -> str:
        return f"{self.where}-{self.what}"


SLIPS = (
    Slip(XA, "completeness_days = 21", "look_days = 21", "settings deadlines", "there is no term 'look_days'"),
    Slip(XA, "answer_days = 40", "answer_days = 0", "settings deadlines", "a number of days from 1 to 3650"),
    Slip(
        XA, 'authority = "Appeals', '# authority = "Appeals', "settings remedy", "a letter of refusal needs authority"
    ),
    Slip(XA, 'object = "5.00"', 'object = "five"', "settings fees", "object: a sum in quotation marks"),
    Slip(XA, 'free = ["EXHIBITION_LOAN"]', 'free = ["LOAN"]', "settings fees", "there is no purpose 'LOAN'"),
    Slip(XA, 'object_checks = "look"', 'proposal_required = "yes"', "settings proposal_required", "true or false"),
    Slip(
        "model-certificate/rules.toml",
        'code = "REMOVED_FROM_IRAQ"',
        'code = "REMOVED_FROM_IRAN"',
        "REMOVED_FROM_IRAN",
        "no words",
    ),
    Slip(
        "model-certificate/rules.toml",
        'weight = "I"\nstop = true\n\n[[rule]]\ncode = "REMOVED_FROM_SYRIA"',
        'stop = true\n\n[[rule]]\ncode = "REMOVED_FROM_SYRIA"',
        "rule REMOVED_FROM_IRAQ",
        "holds up the issue",
    ),
    Slip(FORM, 'id = "applicant_ref", kind = "text"', 'id = "applicant_ref", kind = "txt"', "applicant_ref", "kind"),
    Slip(
        FORM,
        'id = "applicant_ref", kind = "text", max = 35',
        'id = "applicant_ref", kind = "text"',
        "applicant_ref",
        "max",
    ),
    Slip(
        FORM, 'id = "applicant_ref", kind', 'id = "applicant_ref", multilin = true, kind', "applicant_ref", "multilin"
    ),
    Slip(FORM, 'id = "import_date"', 'id = "planned_exit_on"', "planned_exit_on", "two fields"),
    Slip(FORM, 'id = "import_date"', 'id = "documents"', "documents", "a field and a group"),
    Slip(FORM, 'list = "PURPOSE"', 'list = "PURPOSES"', "purpose_code", "no code list 'PURPOSES'"),
    Slip(FORM, 'list_by = "scheme"', 'list_by = "schem"', "objects.category.code", "list_by names the unknown field"),
    Slip(FORM, "{from_on} –", "{from} –", "itinerary", "the template names the unknown field 'from'"),
    Slip(FORM, "{contact_person}\n", "{contact_person} {phone}\n", "parties", "'phone', which the paper never shows"),
    Slip(FORM, 'type = ["ID_COPY"]', 'typ = ["ID_COPY"]', "documents", "unprinted_rows names the unknown field 'typ'"),
    Slip(FORM, "min = 1\nmax = 20\n", "min = 30\nmax = 20\n", "parties", "min is greater than max"),
    Slip(FORM, 'groups = ["documents"]', "groups = []", "documents", "stands in 0 sections"),
    Slip(FORM, 'groups = ["documents"]', 'groups = ["documents", "objects"]', "objects", "stands in 2 sections"),
    Slip(FORM, 'groups = ["documents"]', 'groups = ["documents", "papers"]', "papers", "no such field or group"),
    Slip(RULES, 'code = "RETURN_DATE_PAST"', 'code = "return past"', "rule return past", "capital letters"),
    Slip(
        RULES,
        'check = "return_due_on > today"',
        'check = "return_due > today"',
        "rule RETURN_DATE_PAST",
        "'return_due'",
    ),
    Slip(
        RULES, 'check = "return_due_on > today"', 'check = "return_due_on >"', "rule RETURN_DATE_PAST", "cannot be read"
    ),
    Slip(
        RULES,
        'check = "documents.length > 0"',
        'check = "documents.lenth > 0"',
        "rule DOCUMENT_MISSING",
        "cannot be asked",
    ),
    Slip(
        RULES,
        'check = "techniques.length > 0"',
        'check = "techniques.lenth > 0"',
        "rule TECHNIQUE_MISSING",
        "cannot be asked",
    ),
    Slip(
        RULES,
        "when = 'certificate[\"legal",
        'when = \'certificate["purpose"] == null or certificate["legal',
        "rule INVENTORY_NUMBER_MISSING",
        "'purpose' of certificate",
    ),
    Slip(
        RULES,
        'photo["is_principal"]',
        'photo["is_principle"]',
        "rule PRINCIPAL_PHOTOGRAPH_ONE",
        "'is_principle' of photo",
    ),
    Slip(
        RULES,
        'each = "objects.measurements"',
        'each = "objects.measures"',
        "rule WEIGHT_IN_LENGTH_UNIT",
        "unknown group",
    ),
    Slip(
        RULES, 'each = "objects.measurements"', 'each = "measurements"', "rule WEIGHT_IN_LENGTH_UNIT", "unknown group"
    ),
    Slip(RULES, 'at = "unit"', 'at = "units"', "rule WEIGHT_IN_LENGTH_UNIT", "at names the unknown field 'units'"),
    Slip(SHEETS, 'special = "supplement"', 'special = "suplement"', "box 23", "no special 'suplement'"),
    Slip(SHEETS, BOX, BOX + '{ number = "1", place = [0, 0, 5, 5], overflow = "CUT" },', "box 1", "no overflow 'CUT'"),
    Slip(SHEETS, '["parties.OWNER"]', '["parties.OWNERS"]', "box 7", "unknown field 'parties.OWNERS'"),
    Slip(SHEETS, '"objects.place_of_origin"', '"objects.place_of_discovery"', "box 17", "which the paper never shows"),
    Slip(SHEETS, BOX, BOX + '{ number = "1", place = [200, 34, 11, 5] },', "box 1", "reaches beyond"),
    Slip(SHEETS, BOX, BOX + '{ number = "2", place = [12, 34, 5, 5] },', "box 2", "overlaps box 1"),
    Slip(SHEETS, 'copies = ["authority", "holder", "returned"]', "copies = []", "sheet", "no copy"),
    Slip(SHEETS, 'copies = ["authority", ', 'copies = ["office", ', "office", "no words in English under [sheet]"),
    Slip(LABELS, 'purpose_code = "Purpose of export"\n', "", "purpose_code", "has no label in English"),
    Slip(
        LABELS,
        'purpose_code = "Purpose of export"',
        'purpose_code = "P"\npurpose_cod = "P"',
        "labels/en",
        "'purpose_cod'",
    ),
    Slip(LABELS, 'itinerary = "For temporary', '# itinerary = "For temporary', "itinerary", "under [help]"),
    Slip(LABELS, '"parties.city" = "Town', '# "parties.city" = "Town', "parties.city", "what to write there"),
    Slip(LABELS, 'UNDER_CLAIM = "', 'UNDER_CLAIMS = "', "UNDER_CLAIM", "no words in English under [rule]"),
    Slip(LABELS, "verify_1 = ", "verify_one = ", "verify_1", "no words in English under [text]"),
    Slip(LABELS, "[help]", "[hlep]", "labels/en", "[hlep] has words for the unknown"),
    Slip(LABELS, 'issue = "Issue"', "", "issue", "no words in English under [section]"),
    Slip(LABELS, '22 = "Photograph"', "", "22", "no words in English under [box]"),
    Slip(LISTS, '"PERMANENT", "TEMPORARY"', '"PERMANENT", "FOR_EVER", "TEMPORARY"', "EXPORT_TYPE FOR_EVER", "no words"),
    Slip(
        CODES,
        'PERMANENT = "Permanent"',
        'PERMANENT = "Permanent"\nETERNAL = "Eternal"',
        "labels/en",
        "unknown 'ETERNAL'",
    ),
    Slip("codes/countries.toml", '"XA", "XB"', '"XA", "XB", "XQ"', "COUNTRY XQ", "no words"),
    Slip("model-certificate/labels/fr.toml", "{seq} sur", "{no} sur", "labels/fr", "'object' has other {names}"),
    Slip(XA, 'category = "3"', 'category = "33"', "threshold XA_HERITAGE_BOARD", "no category '33'"),
    Slip(XA, "validity_days = { PERMANENT", "validity_days = { PERMANENTLY", "settings validity_days", "'PERMANENTLY'"),
    Slip(XA, "{ PERMANENT = 365", '{ PERMANENT = "a year"', "settings validity_days", "PERMANENT: a number of days"),
    Slip(XA, 'to = "objects"', 'section = "itemss"', "heritage_board_ref", "stands in 0 sections"),
    Slip(XA_LABELS, 'XA_EXPORT_FROM_XA = "', 'XA_EXPORT_FROM = "', "XA_EXPORT_FROM_XA", "no words"),
)


@pytest.mark.parametrize("slip", SLIPS, ids=repr)
def test_a_slip_is_found_at_its_place(forms: Path, slip: Slip) -> None:
    edit(forms / slip.file, slip.old, slip.new)
    found = lint(load_form("xa", forms))
    assert any(fault.where == slip.where and slip.what in fault.what for fault in found), found


def test_the_forms_as_they_are_have_no_fault(form: Form) -> None:
    assert profiles() == ("xa",)
    for profile in ("", *profiles()):
        assert lint(load_form(profile)) == ()


def test_an_untouched_copy_is_the_same_form(forms: Path, xa: Form) -> None:
    assert load_form("xa", forms) == xa


def test_missing_english_is_a_fault_and_no_accident(forms: Path) -> None:
    for file in (LABELS, CODES, XA_LABELS):
        (forms / file).unlink()
    found = lint(load_form("xa", forms))
    assert {"objects.title", "UNDER_CLAIM", "verify_1", "EXPORT_TYPE PERMANENT"} <= {fault.where for fault in found}


BROKEN = (
    (FORM, "min = 1\nmax = 20\n", "min = = 1\nmax = 20\n", "Invalid value"),
    (FORM, 'version = "2026.1"\n', "", "'version' is missing"),
    (FORM, 'id = "applicant_ref", kind', 'ident = "applicant_ref", kind', "'id' is missing"),
    (FORM, '35, A = "O", I = "O", once = true },\n  { id = "source', '35, A = "X" },\n  { id = "source', "'X'"),
    (FORM, 'template = "{type}', 'templat = "{type}', "group documents: there is no key 'templat'"),
    (FORM, "public = [false]", "public = false", "a list is expected"),
    (RULES, 'check = "return_due_on > today"', 'checks = "return_due_on > today"', "checks"),
    (RULES, '[[rule]]\ncode = "UNDER_CLAIM"', '[[rules]]\ncode = "UNDER_CLAIM"', "rules"),
    (RULES, 'code = "OWNER_MISSING"\n', 'code = "OWNER_MISSING"\nweight = "I am"\n', "'I am' is not a valid Weight"),
    (SHEETS, BOX, BOX + '{ number = "1", place = [12, 34, 61] },', "unpack"),
    (SHEETS, BOX, BOX + '{ number = "1", place = [12, 34, 61, "wide"] },', "wide"),
    (SHEETS, 'special = "supplement", ', 'specials = "supplement", ', "box 23: there is no key 'specials'"),
    (XA, 'min_value = "150000"', 'min_value = "much"', "ConversionSyntax"),
    (XA, "valid_from = 2026-01-01", 'valid_from = "soon"', "valid_from is no date"),
    (XA, 'to = "objects"', 'to = "items"', "unknown group 'items'"),
    (XA, "[[threshold]]\ncode", "[[treshold]]\ncode", "there is no key 'treshold'"),
)


@pytest.mark.parametrize(("file", "old", "new", "detail"), BROKEN, ids=[f"{each[0]}-{each[3]}" for each in BROKEN])
def test_a_file_that_is_no_form_is_refused_by_its_name(forms: Path, file: str, old: str, new: str, detail: str) -> None:
    edit(forms / file, old, new)
    with pytest.raises(Refusal) as refused:
        load_form("xa", forms)
    assert refused.value.code == "FORM_BROKEN"
    assert refused.value.params["file"] == file
    assert detail in str(refused.value.params["detail"])
    assert file in refused.value.text()


def test_a_file_that_is_not_text_or_not_there_is_refused_by_its_name(forms: Path) -> None:
    (forms / SHEETS).write_bytes(b"\xff\xfe")
    with pytest.raises(Refusal, match="FORM_BROKEN") as refused:
        load_form("", forms)
    assert refused.value.params["file"] == SHEETS
    (forms / FORM).unlink()
    with pytest.raises(Refusal, match="FORM_BROKEN") as refused:
        load_form("xa", forms)
    assert refused.value.params["file"] == FORM


def test_what_a_language_lacks_is_named_and_is_no_fault(forms: Path) -> None:
    edit(forms / "model-certificate/labels/fr.toml", "diligence = ", "# diligence = ")
    incomplete = load_form("", forms)
    assert lint(incomplete) == ()
    (lacking,) = untranslated(incomplete)
    assert lacking.where == "labels/fr"
    assert "[section] diligence" in lacking.what


def test_the_forms_as_they_are_lack_no_word_in_any_language() -> None:
    for profile in ("", *profiles()):
        form = load_form(profile)
        assert set(form.words) == {"en", "fr", "es", "ar", "ru", "zh"}
        assert untranslated(form) == ()


@pytest.mark.parametrize("language", sorted(load_form().words))
def test_every_field_and_group_that_people_see_has_a_help_text_in_every_language(language: str) -> None:
    for profile in ("", *profiles()):
        form = load_form(profile)
        assert [path for path in helped(form) if not form.words[language].word("help", path)] == []


def test_a_help_text_says_more_than_the_label() -> None:
    form = load_form("xa")
    for language, words in form.words.items():
        for path in helped(form):
            said = words.word("help", path)
            assert said.endswith((".", "。")), (language, path)
            assert said.rstrip(".。").casefold() != words.word("label", path).casefold(), (language, path)
