"""certapp post: what a post of customs keeps."""

from argparse import Namespace
from dataclasses import asdict

from certapp.cli.folders import post_folder
from certapp.cli.output import DONE, Output
from certapp.service.carrying import write_out
from certapp.service.clock import Clock
from certapp.service.post import Post
from certapp.service.post_history import PostHistory, as_csv, as_row, matching


def file_types_command(options: Namespace, output: Output) -> int:
    """certapp post file-types"""
    from certapp.service.file_types import forget_file_types, open_by_double_click

    paths = forget_file_types() if options.remove else open_by_double_click()
    done = "Removed" if options.remove else "Written"
    output.say([f"{done}: {path}" for path in paths], {"files": [str(path) for path in paths]})
    return DONE


def history_command(options: Namespace, output: Output) -> int:
    """certapp post history"""
    post = Post(post_folder(options.post))
    history = PostHistory(post.history, post.settings().history_days)
    found = matching(history.lines(Clock().seconds), options.search)
    if options.csv:
        write_out(options.csv, as_csv(found))
    if options.clear:
        history.clear()
    output.say(["  ".join(filter(None, as_row(line))) for line in found], [asdict(line) for line in found])
    return DONE
