"""Every address there is. A test walks this table: a route that is neither public nor guarded fails the build."""

from django.urls import include, path

from sijill.web.accounts.urls import passkey_urls
from sijill.web.api import api

handler400 = "sijill.web.errors.bad_request"
handler403 = "sijill.web.errors.forbidden"
handler404 = "sijill.web.errors.not_found"
handler500 = "sijill.web.errors.server_error"

urlpatterns = [
    path("account/passkey/", passkey_urls),  # the library looks for its own names
    path("account/", include("sijill.web.accounts.urls")),
    path("api/", api.urls),
    path("", include("sijill.web.pages.urls")),
]
