"""`python -m onecop`, which bin/onecop runs."""

import sys

from onecop.command.main import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
