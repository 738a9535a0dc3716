from django.apps import AppConfig


class PersonsConfig(AppConfig):
    name = "sijill.persons"
    label = "persons"
