"""Verifying: a code, a picture or a PDF in, one verdict on the screen; and what verdicts rest on."""
