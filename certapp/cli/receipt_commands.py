"""certapp receipt: what customs endorsed, taken in at the desk; and what of it is to be cleared up."""

from argparse import Namespace
from dataclasses import asdict

from certapp.cli.output import DONE, REFUSED, Output
from certapp.cli.passphrases import passphrase_source
from certapp.model.errors import Refusal
from certapp.model.sentences import sentence
from certapp.register.endorsements import open_tasks, post_names, posts
from certapp.service.clock import day_of
from certapp.service.office import open_office
from certapp.service.receipts import accept_post, close_task, import_receipts


def import_command(options: Namespace, output: Output) -> int:
    """certapp receipt import: each file by itself; one that is refused keeps no other out."""
    lines: list[str] = []
    answer: list[dict[str, object]] = []
    refused = False
    with open_office(options.office) as office:
        actor = office.log_in(options.user, passphrase_source(options.passphrases))
        for path in options.files:
            try:
                found = import_receipts(office, actor, path)
            except Refusal as refusal:
                refused = True
                lines.append(f"{path}: {refusal.text()} ({refusal.code})")
                answer.append({"file": str(path), "refused": refusal.code, "text": refusal.text()})
                continue
            for taken in found:
                again = "  taken in before" if taken.again else ""
                lines.append(f"{path}: {taken.number}  {taken.kind}  {taken.source}  {taken.state}{again}")
                lines += [f"   to clear up: {code}" for code in taken.tasks]
                answer.append({"file": str(path), **asdict(taken), "tasks": list(taken.tasks)})
    output.say(lines, answer)
    return REFUSED if refused else DONE


def accept_post_command(options: Namespace, output: Output) -> int:
    """certapp receipt accept-post"""
    try:
        data = options.file.read_bytes()[: 1 << 20]
    except OSError:
        raise Refusal("FILE_NOT_THERE", file=str(options.file)) from None
    with open_office(options.office) as office:
        actor = office.log_in(options.user, passphrase_source(options.passphrases))
        name = accept_post(office, actor, data, options.digits)
    output.say([f"The key of the post {name} is believed from now on."], {"post": name})
    return DONE


def tasks_command(options: Namespace, output: Output) -> int:
    """certapp receipt tasks"""
    with open_office(options.office, write=False) as office:
        tasks = open_tasks(office.register)
    answer = [
        {
            "task": f"{each.seq}.{each.position}",
            "number": each.number,
            "code": each.code,
            "text": sentence(each.code, each.params),
        }
        for each in tasks
    ]
    lines = [f"{each['task']}  {each['number']}  {each['text']} ({each['code']})" for each in answer]
    output.say(lines or ["Nothing is to be cleared up."], answer)
    return DONE


def close_command(options: Namespace, output: Output) -> int:
    """certapp receipt close"""
    seq, _, position = options.task.partition(".")
    if not (seq.isdecimal() and position.isdecimal() and options.task.isascii() and len(options.task) < 20):
        raise Refusal("TASK_NOT_OPEN", number=options.task[:20])
    with open_office(options.office) as office:
        actor = office.log_in(options.user, passphrase_source(options.passphrases))
        close_task(office, actor, int(seq), int(position), options.note)
    output.say([f"Task {options.task} is closed."], {"task": options.task})
    return DONE


def posts_command(options: Namespace, output: Output) -> int:
    """certapp receipt posts: which bulletin each post had last, and whose keys were compared."""
    with open_office(options.office, write=False) as office:
        news, names = posts(office.register), post_names(office.register)
    answer = {
        "bulletins": [
            {"post": each.post, "bulletin": each.bulletin, "of": day_of(each.day).isoformat()} for each in news
        ],
        "keys": [{"post": name, "digits": digits} for digits, name in names.items()],
    }
    lines = [f"{each.post}: bulletin no. {each.bulletin} of {day_of(each.day)}" for each in news]
    lines += [f"{name}: {digits}" for digits, name in names.items()]
    output.say(lines or ["No post has told anything yet."], answer)
    return DONE
