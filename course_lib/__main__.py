"""The command line: `python -m course_lib doctor`."""

import argparse
import sys

from . import doctor


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 0 when all is well, 1 when the doctor found something, 2 for a wrong call."""
    parser = argparse.ArgumentParser(prog="python -m course_lib", description="Tools of the Seq2Seq course.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("doctor", help="say whether this machine is ready for the course")
    parser.parse_args(arguments)
    findings = doctor.examine()
    for fine, what, found in findings:
        print(f"{'ok ' if fine else 'NO '} {what:<18} {found}")
    return 0 if all(fine for fine, _, _ in findings) else 1


if __name__ == "__main__":
    sys.exit(main())
