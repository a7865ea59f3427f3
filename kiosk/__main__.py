"""`python -m kiosk` is the command `treffpunkt`."""

import sys

from kiosk.cli import main

if __name__ == "__main__":
    sys.exit(main())
