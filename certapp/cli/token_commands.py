"""certapp token: what tokens there are, whether one works, and taking one as the office's signer."""

from argparse import Namespace

from certapp.cli.output import DONE, REFUSED, Output
from certapp.cli.passphrases import passphrase_source
from certapp.model.errors import Refusal
from certapp.service.office import open_office
from certapp.service.tokens import enrol_document_signer, look, test_token
from certapp.trust.token import TokenPlace


def token_list(options: Namespace, output: Output) -> int:
    """certapp token list"""
    seen = look(options.module)
    lines, answer = [], []
    for each in seen:
        lines.append(f"{each.module}")
        if each.refusal is not None:
            lines.append(f"   {each.refusal}")
        for token in each.tokens:
            lines.append(f"   {token.label}  serial {token.serial}  ({token.maker}, {token.model})")
            lines += [f"      key {key.id.hex()}  {key.kind or 'unusable'}  {key.label}" for key in token.keys]
        tokens = [
            {
                **{"label": token.label, "serial": token.serial, "maker": token.maker, "model": token.model},
                "keys": [
                    {"id": key.id.hex(), "label": key.label, "kind": key.kind, "certificate": bool(key.certificate)}
                    for key in token.keys
                ],
            }
            for token in each.tokens
        ]
        code = each.refusal.code if each.refusal else None
        answer.append({"module": str(each.module), "tokens": tokens, "refused": code})
    output.say(lines or ["No library of a token was found here. Name it: --module PATH"], answer)
    return REFUSED if any(each.refusal for each in seen) else DONE


def token_test(options: Namespace, output: Output) -> int:
    """certapp token test"""
    kind = test_token(_place(options), passphrase_source(options.passphrases)("token"))
    output.say([f"The token signed, and the signature was verified ({kind})."], {"kind": kind})
    return DONE


def token_enrol(options: Namespace, output: Output) -> int:
    """certapp token enrol"""
    passphrase = passphrase_source(options.passphrases)
    with open_office(options.office) as office:
        actor = office.log_in(options.user, passphrase)
        enrol_document_signer(office, actor, _place(options), passphrase, options.ca_keys, wait=options.wait)
    lines = [
        "Codes and PDFs are signed by the key on the token from now on.",
        "Send the new authority package to those who verify: certapp package export FILE",
    ]
    if options.wait:
        lines = [
            "The key on the token waits. Export the authority package now and send it out; when the posts have it:",
            "  certapp ceremony use-signer",
        ]
    output.say(lines, {"token": options.token, "key": options.key, "waits": options.wait})
    return DONE


def _place(options: Namespace) -> TokenPlace:
    try:
        return TokenPlace(options.module.resolve(), options.token, bytes.fromhex(options.key))
    except ValueError:
        raise Refusal("TOKEN_KEY_NOT_THERE") from None
