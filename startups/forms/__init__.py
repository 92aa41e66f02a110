from startups.forms.applying import ConfirmForm, EnterForm, InviteForm, LevelForm, StartForm
from startups.forms.profile import ProfileForm

__all__ = ["ConfirmForm", "EnterForm", "InviteForm", "LevelForm", "ProfileForm", "StartForm"]
