"""Passkeys: registering one, and logging in with one, which counts as password and second factor together."""

from typing import Any

from django.http import JsonResponse
from django_otp_webauthn import exceptions
from django_otp_webauthn import views as library

from sijill import clock
from sijill.access import audit
from sijill.web.accounts import factors
from sijill.web.actors import FACTOR_AT
from sijill.web.guard import public
from sijill.web.middleware import begin


class CompleteRegistration(library.CompleteCredentialRegistrationView):  # type: ignore[misc]  # the library ships no types
    def post(self, *args: Any, **kwargs: Any) -> JsonResponse:
        response: JsonResponse = super().post(*args, **kwargs)
        user, now = self.request.user, clock.now()
        audit.note(
            "account.factor_added", f"user:{user.pk}", at=now, detail={"user": user.pk, "kind": "passkey"}
        )
        self.request.session[FACTOR_AT] = now.isoformat()
        return response

    def user_is_mfa_enrolled(self, user: Any) -> bool:
        """Factors from before a reset do not stand in the way of a new one."""
        return factors.has_factor(user)


class BeginRegistration(library.BeginCredentialRegistrationView):  # type: ignore[misc]  # the library ships no types
    def user_is_mfa_enrolled(self, user: Any) -> bool:
        return factors.has_factor(user)


class CompleteAuthentication(library.CompleteCredentialAuthenticationView):  # type: ignore[misc]  # the library ships no types
    def check_device_usable(self, device: Any) -> None:
        super().check_device_usable(device)
        if device.pk not in {one.pk for one in factors.devices(device.user) if type(one) is type(device)}:
            raise exceptions.CredentialDisabled

    def complete_auth(self, device: Any) -> None:
        was_in = self.request.user.is_authenticated
        super().complete_auth(device)
        now = clock.now()
        if not was_in:
            begin(self.request, now)
        detail = {"user": device.user_id, "with": "passkey"}
        audit.note("account.factor" if was_in else "login", f"user:{device.user_id}", at=now, detail=detail)
        factors.verified(self.request, device, at=now)


register_begin = public(BeginRegistration.as_view())
register_complete = public(CompleteRegistration.as_view())
authenticate_begin = public(library.BeginCredentialAuthenticationView.as_view())
authenticate_complete = public(CompleteAuthentication.as_view())
