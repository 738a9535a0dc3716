from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "sijill.ledger"
    label = "ledger"
