from django.apps import AppConfig


class AccessionConfig(AppConfig):
    name = "sijill.accession"
    label = "accession"
