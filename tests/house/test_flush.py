"""Between tests that commit the database is emptied, audit trail and all, and the trail is guarded again afterwards (tests/flush.py)."""

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection

from onecop.access import services
from onecop.access.models import Person
from onecop.audit.models import Entry
from onecop.kernel.actor import SYSTEM
from tests import make
from tests.flush import KEPT, with_rows

pytestmark = pytest.mark.django_db(transaction=True)


def test_no_row_is_left_and_the_trail_is_guarded_again() -> None:
    made = make.partnership()
    services.grant(person=make.person(), role="deputy", scope=made.congregation.scope, by=SYSTEM, at=make.NOON)
    assert Entry.objects.exists()
    call_command("flush", verbosity=0, interactive=False, reset_sequences=False)
    names = connection.introspection.django_table_names(only_existing=True, include_views=False)
    assert set(with_rows(names)) == KEPT
    assert not Person.objects.exists()
    services.grant(person=make.person(), role="deputy", scope=make.congregation().scope, by=SYSTEM, at=make.NOON)
    with pytest.raises(DatabaseError, match="append-only"), connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_entry")
