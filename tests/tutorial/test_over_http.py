"""The whole tutorial against the started product, as one reads it. No script needed."""

import json
import re
import subprocess
from datetime import UTC, datetime
from html import unescape

import httpx

from tests.tutorial.person import Person
from tests.tutorial.product import Product, until

WHY = "As the tutorial says, to see it work."


def test_the_tutorial(product: Product) -> None:
    with Person(product, "ds1") as ds1, Person(product, "ds2") as ds2:
        walk(product, ds1, ds2)


def walk(product: Product, ds1: Person, ds2: Person) -> None:
    """From the first page to the last, in the order of the tutorial."""
    # 1. Both log in. ds1 owns the project; ds2 sees none.
    home = ds1.log_in()
    assert "My Projects" in home.text
    assert "hydraulic system" in home.text
    assert "hydraulic system" not in ds2.log_in().text

    # 2. The project, its models, and the sealed snapshot of one version.
    project = ds1.follow(home, "hydraulic system")
    for name in ("hydraulic_model_1", "hydraulic_model_3", "valve_model_2"):
        assert name in project.text
    version = ds1.follow(project, "hydraulic_model_1")
    assert "Holds" in version.text
    assert "cool_cond_y" in ds1.follow(version, "Parameters").text
    assert "dai/scorer" in ds1.follow(version, "Metadata").text

    # 3. A comment, seen by everybody on the project.
    text = "This is a good model for predicting hydraulic cooling condition"
    commented = ds1.send(version, {"text": text}, to=f"{version.url.path}comment/")
    assert text in commented.text

    # 4. ds1 shares the project with ds2, and says why.
    share = ds1.follow(project, "Share project")
    refused = ds1.send(share, {"member": "ds2", "role": "engineer", "reason": ""})
    assert refused.status_code == 400
    assert "hydraulic system" not in ds2.open("/").text
    shared = ds1.send(share, {"member": "ds2", "role": "engineer", "reason": WHY})
    assert "is shared with ds2 as Engineer" in shared.text
    theirs = ds2.follow(ds2.open("/"), "hydraulic system")

    # 5. ds2 deploys to DEV and watches the state move to Healthy.
    version = ds2.follow(theirs, "hydraulic_model_1")
    deploy = ds2.follow(version, "Deploy to DEV")
    deployed = ds2.send(
        deploy, {"endpoint": "new", "name": "cooler-dev", "reason": WHY}
    )
    first = healthy(ds2, str(deployed.url))

    # 6. The copied sample request answers with the class probabilities.
    answer = score(first.text)
    assert list(answer["fields"]) == [f"cool_cond_y.{n}" for n in (3, 20, 100)]
    assert abs(sum(map(float, answer["score"][0])) - 1) < 1e-5

    # 7. Another version, then back again with a reason.
    version = ds2.follow(theirs, "hydraulic_model_2")
    deploy = ds2.follow(version, "Deploy to DEV")
    again = ds2.send(deploy, {"endpoint": endpoint_of(deploy), "reason": WHY})
    assert again.status_code == 200
    second = healthy(ds2, str(first.url))
    assert "hydraulic_model_2" in second.text
    roll_back = ds2.follow(second, "Roll back")
    ds2.send(roll_back, {"reason": "The forest is worse on grouped runs."})
    third = healthy(ds2, str(first.url))
    assert "Rollback" in third.text

    # 8. What happened stands in Events, with who and why.
    events = ds1.follow(ds1.open(str(project.url)), "All events")
    for told in ("rolled cooler-dev back", "shared hydraulic system", WHY):
        assert told in unescape(events.text)

    # 9. A compliance report, built by a job, downloaded as PDF.
    pdf = report(ds1, str(project.url))
    assert pdf.headers["Content-Type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF")

    # 10. The ledger holds, and logging out ends the session.
    assert "Everything holds" in product.manage("verify_ledger")
    ds1.send(ds1.open("/tokens/"), {}, to="/logout/")
    assert "Log in with OpenID Connect" in ds1.open("/").text


def endpoint_of(page: httpx.Response) -> str:
    """The choice "New release on cooler-dev", as the page offers it."""
    for choice in page.text.split('name="endpoint"')[1:]:
        value = re.match(r'\s*value="([^"]+)"', choice)
        if value and "cooler-dev" in choice.split("</label>")[0]:
            return value[1]
    raise AssertionError("the page does not offer cooler-dev")


def healthy(person: Person, url: str) -> httpx.Response:
    """The page of a deployment once nothing moves and its release is Healthy."""

    def settled() -> httpx.Response | None:
        page = person.open(url)
        head = page.text.split("</h1>")[0]
        assert "st bad" not in head, page.text
        is_healthy = re.search(r'"st ok">\s*Healthy', head)
        return page if is_healthy and "curl" in page.text else None

    page: httpx.Response = until(settled, 60)
    return page


def score(page: str) -> dict[str, list[str]]:
    """Paste the page's curl command into a shell."""
    found = re.search(r'<pre class="req"[^>]*>(.*?)</pre>', page, re.DOTALL)
    assert found, "the page shows no sample request"
    command = ["bash", "-c", f"{unescape(found[1])} -sS"]
    done = subprocess.run(command, capture_output=True, check=True, timeout=20)
    answer: dict[str, list[str]] = json.loads(done.stdout)
    return answer


def report(person: Person, project: str) -> httpx.Response:
    """Ask for today's audit trail, wait for the job, download the PDF."""
    form = person.open(f"{project}reports/new/audit-trail/")
    today = datetime.now(UTC).date().isoformat()
    asked = person.send(form, {"since": today, "until": today, "reason": WHY})
    assert asked.status_code == 200, asked.text
    page = until(lambda: _with_link(person.open(str(asked.url))), 60)
    return person.follow(page, "PDF")


def _with_link(page: httpx.Response) -> httpx.Response | None:
    return page if "/pdf/" in page.text else None
