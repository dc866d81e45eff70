"""Settings of all tests: Qt draws off screen unless somebody says otherwise."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
