"""Accounts, roles, teams and terms: the last word counts, each with its entry, on both kinds of database."""

from datetime import date, timedelta

import pytest

from conftest import ACTOR, NOW
from sijill.access import store
from sijill.access.model import Consented, Grant, Level, Purpose, Role, Withheld
from sijill.access.models import User
from sijill.access.standing import Holder, standing_of
from sijill.consents import store as consents
from sijill.errors import UsageError
from sijill.ledger.store import entries
from sijill.pipeline.verify import verify
from sijill.tables.register import Register

pytestmark = pytest.mark.usefixtures("store")
PASSWORD = "four quiet words here"


def amal(**options: object) -> User:
    given = {
        "organisation": "north",
        "roles": [Role.READER],
        "password": PASSWORD,
        "at": NOW,
        "by": ACTOR,
    } | options
    return store.add_user("amal", **given)


def test_an_account_changes_only_with_its_entry_and_the_register_verifies(register: Register) -> None:
    user = amal()
    store.set_role(user, Role.REVIEWER, given=True, at=NOW, by=ACTOR)
    store.set_role(user, Role.READER, given=False, at=NOW, by=ACTOR)
    store.set_password(user, "another four quiet words", must_change=False, at=NOW, by=ACTOR)
    store.reset_factors(user, at=NOW + timedelta(days=1), by=ACTOR)
    store.set_active(user, active=False, at=NOW, by=ACTOR)
    assert store.roles_of(user.id) == {Role.REVIEWER}
    assert verify(register).clean
    actions = [entry.action for entry in entries()]
    assert actions == [
        "account.added",
        "account.role",
        "account.role",
        "account.password",
        "account.factors_reset",
        "account.disabled",
    ]
    assert not any("amal" in entry.payload for entry in entries())
    User.objects.filter(id=user.id).update(is_active=True)  # behind the back of the ledger
    assert [one.problem for one in verify(register).findings] == ["was changed"]


def test_what_is_kept_of_a_password_is_an_argon2_hash(register: Register) -> None:
    user = amal()
    assert user.password.startswith("argon2$argon2id$")
    assert user.check_password(PASSWORD)
    assert not user.check_password(PASSWORD + "!")


@pytest.mark.parametrize("password", ["short", "aaaaaaaaaaaaaaaaaa", "my name is amal ok"])
def test_weak_passwords_are_refused(register: Register, password: str) -> None:
    with pytest.raises(UsageError):
        amal(password=password)


def test_an_operator_is_alone(register: Register) -> None:
    operator = store.add_user(
        "own", organisation="north", roles=[], password=PASSWORD, operator=True, at=NOW, by=ACTOR
    )
    with pytest.raises(UsageError, match="operator"):
        amal()
    store.set_active(operator, active=False, at=NOW, by=ACTOR)
    amal()
    with pytest.raises(UsageError):
        store.set_active(operator, active=True, at=NOW, by=ACTOR)


def test_the_last_terms_of_a_list_count(register: Register) -> None:
    def share(recipient: str, level: Level | None, **options: bool) -> None:
        store.share("cedar", recipient, level=level, at=NOW, by=ACTOR, **options)

    assert store.grants_for("south") == {}
    share(store.EVERYBODY, Level.PARTNERS)
    assert store.grants_for("south") == {"cedar": Grant(level=Level.PARTNERS)}
    share("south", Level.ORGANISATION, sensitive=True)
    share(store.TEAM, None, match=True, by_consent=True)
    assert store.grants_for("south") == {
        "cedar": Grant(level=Level.ORGANISATION, sensitive=True, match=True, by_consent=True)
    }
    assert store.grants_for("east") == {"cedar": Grant(level=Level.PARTNERS, match=True, by_consent=True)}
    share("south", None)
    share(store.TEAM, None)
    assert store.grants_for("south") == {"cedar": Grant()}
    with pytest.raises(UsageError, match="never shared"):
        share("south", Level.SEALED)
    with pytest.raises(UsageError):
        share("south", None, match=True)


def test_a_token_works_until_it_expires_or_is_revoked(register: Register) -> None:
    user = amal()
    token, text = store.add_token(user, "import", days=30, at=NOW, by="user:" + user.id)
    found = store.user_of_token(text, at=NOW)
    assert found is not None
    assert found.id == user.id
    assert store.user_of_token(text + "x", at=NOW) is None
    assert store.user_of_token(text, at=NOW + timedelta(days=30)) is None
    store.revoke_token(token, at=NOW, by="user:" + user.id)
    assert store.user_of_token(text, at=NOW) is None
    assert verify(register).clean


def word(
    subject: str, state: str, *, recipient: str | None = "south", purpose: str = "share_members", **more
) -> None:
    consents.add(
        subject=subject,
        purpose=purpose,
        recipient=recipient,
        state=state,
        capacity="self",
        form="written",
        date=date(2026, 1, 1),
        at=NOW,
        by=ACTOR,
        **more,
    )


def test_consents_limit_what_others_see(register: Register) -> None:
    holders = {name: [Holder(record=name, person=f"p{name}")] for name in ("r1", "r2", "r3", "r4")}
    word("r1", "given", recipient="South")
    word("r2", "refused", recipient=None)
    word("r3", "given", recipient="east")
    word("r4", "refused", recipient=None, purpose="match")
    standing = standing_of("south", {}, consents.everything(), holders, on=date(2026, 2, 1))
    assert Consented(record="r1", purpose=Purpose.CASEWORK) in standing.consented
    withheld = {(one.record, one.purpose) for one in standing.withheld}
    assert {("r2", Purpose.CASEWORK), ("r3", Purpose.TRACING), ("r4", Purpose.LINKAGE)} <= withheld
    assert ("r4", Purpose.CASEWORK) not in withheld
    assert not any(record == "r1" for record, _ in withheld)


def test_a_yes_about_a_person_who_was_split_must_be_asked_again(register: Register) -> None:
    word("p1", "given", records=["r1", "r2"])
    one = {name: [Holder(record=name, person="p1")] for name in ("r1", "r2")}
    two = one | {"r2": [Holder(record="r2", person="p2")]}
    before = standing_of("south", {}, consents.everything(), one, on=date(2026, 2, 1))
    after = standing_of("south", {}, consents.everything(), two, on=date(2026, 2, 1))
    assert not before.withheld
    assert Withheld(record="r1", purpose=Purpose.CASEWORK) in after.withheld
    assert not after.consented
