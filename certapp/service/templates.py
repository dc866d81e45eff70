"""What an application begins with: the templates of the form, and those that the office has made of its own drafts."""

from dataclasses import dataclass

from certapp.formdef.templates import load_templates
from certapp.model.errors import Refusal
from certapp.model.folding import fold
from certapp.register import drafts
from certapp.service.drafting import OpenDraft, begin_draft, beginning
from certapp.service.office import Actor, Office
from certapp.service.redrafting import typed_again
from certapp.service.rights import Right

LONGEST_NAME = 80


@dataclass(frozen=True)
class Offered:
    """A template as a list shows it; `own`: made in this office, so that it can be forgotten."""

    id: str
    name: str
    own: bool


def templates(office: Office) -> tuple[Offered, ...]:
    """All there are: those of the form, then the office's own by name."""
    of_form = [Offered(each.id, each.name, False) for each in load_templates()]
    own = [Offered(name, name, True) for name in drafts.kept_templates(office.drafts)]
    return (*of_form, *own)


def begin_with(office: Office, actor: Actor, template: Offered) -> OpenDraft:
    """A new draft that begins with a template. Refusal ROLE_MISSING, TEMPLATE_UNKNOWN."""
    actor.require(Right.PREPARE)
    if template.own:
        record = drafts.kept_templates(office.drafts).get(template.id)
    else:
        record = next((dict(each.record) for each in load_templates() if each.id == template.id), None)
    if record is None:
        raise Refusal("TEMPLATE_UNKNOWN", name=template.name[:LONGEST_NAME])
    return begin_draft(office, actor, {**beginning(office), **record})


def keep_as_template(office: Office, actor: Actor, name: str, draft: OpenDraft) -> None:
    """Keep what a draft says, but for its files and what belongs to one application alone; one so called is replaced.

    Raises:
        Refusal: ROLE_MISSING, TEMPLATE_NAMELESS, TEMPLATE_OF_FORM for a name that the form has given already.
    """
    actor.require(Right.PREPARE)
    name = " ".join(name.split())[:LONGEST_NAME]
    if not name:
        raise Refusal("TEMPLATE_NAMELESS")
    if fold(name) in {fold(words) for each in load_templates() for words in each.names.values()}:
        raise Refusal("TEMPLATE_OF_FORM", name=name)
    record = typed_again(office.form.root, draft.record, anew=True, files=False)
    for each in record.get("objects", ()):
        each.pop("object_uuid", None)
    drafts.keep_template(office.drafts, name, office.form.id, record, actor.id, office.clock.milliseconds)


def forget_template(office: Office, actor: Actor, name: str) -> None:
    """Forget a template of the office. Refusal ROLE_MISSING."""
    actor.require(Right.PREPARE)
    drafts.forget_template(office.drafts, name)
