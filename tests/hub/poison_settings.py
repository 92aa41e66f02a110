from tests.settings import *

EMAIL_BACKEND = "tests.hub.poison.Backend"
