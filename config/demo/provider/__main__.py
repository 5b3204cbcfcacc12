"""Prepare the demo provider and serve it: `python -m config.demo.provider --help`."""

import os
import sys

import django

from config.demo.provider.configuration import Configuration, stays_on_this_machine


def main() -> None:
    os.umask(0o077)
    configuration = Configuration.from_arguments()
    allowed = os.environ.get("DEMO_ON_NETWORK") == "yes"
    if not allowed and not stays_on_this_machine(configuration.host):
        sys.exit(
            f"The demo provider does not listen on {configuration.host or 'all'}: its"
            " accounts have known passwords. Use a loopback address, your own OpenID"
            " provider, or DEMO_ON_NETWORK=yes."
        )
    configuration.publish()
    django.setup()
    # These need the settings that were just published.
    from django.db import connections  # noqa: PLC0415

    from config.demo.provider.prepare import prepare  # noqa: PLC0415
    from config.demo.provider.server import Server  # noqa: PLC0415

    prepare(configuration)
    connections.close_all()  # a SQLite connection must not cross the fork that follows
    Server(configuration).run()


if __name__ == "__main__":
    main()
