"""What import-linter cannot see of the house."""

import pytest
from django.apps import apps
from django.db import models

FLOORS = [
    {"ui", "kernel"},
    {"audit", "tasks"},
    {"mail", "imports"},
    {"territory", "access"},
    {"agencies", "congregations"},
    {"partnerships"},
    {"scheduling", "debriefs"},
    {"matching", "ridealongs", "relay", "events"},
    {"registrations"},
    {"audiences", "training", "calendars", "weekend", "launch", "followups"},
    {"handover"},
    {"journey"},
    {"web"},
]
FLOOR = {app: number for number, floor in enumerate(FLOORS) for app in floor}
OURS = [model for config in apps.get_app_configs() if config.name.startswith("onecop.") for model in config.get_models()]


@pytest.mark.parametrize("model", OURS, ids=lambda m: m._meta.label)
def test_foreign_keys_point_to_the_same_app_or_down(model: type[models.Model]) -> None:
    upward = [
        f"{field.name} → {field.related_model._meta.label}"
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey | models.ManyToManyField)
        and field.related_model._meta.app_label in FLOOR
        and field.related_model._meta.app_label != model._meta.app_label
        and FLOOR[field.related_model._meta.app_label] >= FLOOR[model._meta.app_label]
    ]
    assert upward == []


@pytest.mark.parametrize("model", OURS, ids=lambda m: m._meta.label)
def test_every_word_kept_says_whether_it_is_sensitive(model: type[models.Model]) -> None:
    words = {
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField) and not field.choices and field.name != "key"
    }
    assert set() == model.SENSITIVE & model.OPEN
    assert words - model.SENSITIVE - model.OPEN == set()
