from django.urls import include, path

from sijill.web.accounts import passkeys, people, views
from sijill.web.accounts.passkey_words import script_words
from sijill.web.guard import public

app_name = "accounts"
_passkeys = (
    [
        path("registration/begin/", passkeys.register_begin, name="credential-registration-begin"),
        path("registration/complete/", passkeys.register_complete, name="credential-registration-complete"),
        path("authentication/begin/", passkeys.authenticate_begin, name="credential-authentication-begin"),
        path(
            "authentication/complete/",
            passkeys.authenticate_complete,
            name="credential-authentication-complete",
        ),
        path("jsi18n/", public(script_words), name="js-i18n-catalog"),
    ],
    "otp_webauthn",
)

urlpatterns = [
    path("login/", views.log_in, name="login"),
    path("logout/", views.log_out, name="logout"),
    path("factor/", views.factor, name="factor"),
    path("confirm/", views.confirm, name="confirm"),
    path("enrol/", views.enrol, name="enrol"),
    path("password/", views.password, name="password"),
    path("codes/", views.codes, name="codes"),
    path("tokens/add/", views.add_token, name="add_token"),
    path("tokens/<str:token_id>/revoke/", views.revoke_token, name="revoke_token"),
    path("people/", people.people, name="people"),
    path("people/add/", people.add, name="add"),
    path("people/<str:user_id>/", people.change, name="change"),
    path("", views.own, name="account"),
]
passkey_urls = include(_passkeys)
