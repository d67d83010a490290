"""The box index of the areas in force: an R*Tree kept by triggers on SQLite, a GiST index on an expression on PostgreSQL.

A later migration that makes Django rebuild `territory_area` on SQLite drops the triggers: it must end with `build` of this one.
"""

from django.db import migrations

SQLITE = [
    "CREATE VIRTUAL TABLE territory_area_box USING rtree(id, min_lon, max_lon, min_lat, max_lat)",
    "INSERT INTO territory_area_box SELECT id, min_lon, max_lon, min_lat, max_lat FROM territory_area WHERE in_force",
    """CREATE TRIGGER territory_area_box_insert AFTER INSERT ON territory_area WHEN new.in_force BEGIN
        INSERT INTO territory_area_box VALUES (new.id, new.min_lon, new.max_lon, new.min_lat, new.max_lat); END""",
    """CREATE TRIGGER territory_area_box_update AFTER UPDATE OF id, in_force, min_lon, max_lon, min_lat, max_lat ON territory_area BEGIN
        DELETE FROM territory_area_box WHERE id = old.id;
        INSERT INTO territory_area_box SELECT new.id, new.min_lon, new.max_lon, new.min_lat, new.max_lat WHERE new.in_force; END""",
    """CREATE TRIGGER territory_area_box_delete AFTER DELETE ON territory_area BEGIN
        DELETE FROM territory_area_box WHERE id = old.id; END""",
]
POSTGRESQL = [
    "CREATE INDEX territory_area_box ON territory_area USING gist (box(point(max_lon, max_lat), point(min_lon, min_lat))) WHERE in_force",
]
UNDO = {
    "sqlite": [
        "DROP TRIGGER IF EXISTS territory_area_box_insert",
        "DROP TRIGGER IF EXISTS territory_area_box_update",
        "DROP TRIGGER IF EXISTS territory_area_box_delete",
        "DROP TABLE IF EXISTS territory_area_box",
    ],
    "postgresql": ["DROP INDEX IF EXISTS territory_area_box"],
}


def drop(apps, schema_editor):
    for statement in UNDO[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def build(apps, schema_editor):
    drop(apps, schema_editor)
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("territory", "0001_initial")]
    operations = [migrations.RunPython(build, drop)]
