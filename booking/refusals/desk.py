"""Refusals: not with this login of the desk."""

from dataclasses import dataclass

from booking.refusals.base import Refusal


@dataclass(frozen=True)
class NotYourDuty(Refusal):
    """The table of `booking.rights` gives this to others."""

    code = "not_your_duty"


@dataclass(frozen=True)
class CommonPassphrase(Refusal):
    """A passphrase that is among the first that anybody would try."""

    code = "common_passphrase"


@dataclass(frozen=True)
class NotTwice(Refusal):
    """What was typed twice, so that it is sure, is not the same."""

    code = "not_twice"


@dataclass(frozen=True)
class WrongPassphrase(Refusal):
    """Not the passphrase of whoever is logged in."""

    code = "wrong_passphrase"


@dataclass(frozen=True)
class SamePassphrase(Refusal):
    """The new passphrase is the old one."""

    code = "same_passphrase"


@dataclass(frozen=True)
class WrongOneTimeCode(Refusal):
    """Not the code of this half minute, one that was used, or none of those on paper."""

    code = "wrong_one_time_code"


@dataclass(frozen=True)
class StepOver(Refusal):
    """Between the passphrase and the code lay too much time, or another browser."""

    code = "step_over"


@dataclass(frozen=True)
class StepDemanded(Refusal):
    """The house demands a second step of this role: nothing else can be done before, and it cannot be switched off."""

    code = "step_demanded"


@dataclass(frozen=True)
class PasskeyRefused(Refusal):
    """No passkey of this house, of a paused login, one that was copied, or signed for something else."""

    code = "passkey_refused"


@dataclass(frozen=True)
class UnknownPasskey(Refusal):
    """Whoever asks has no such passkey any more."""

    code = "unknown_passkey"


@dataclass(frozen=True)
class ManyPasskeys(Refusal):
    """The login has as many passkeys as it may."""

    code = "many_passkeys"
    at_most: int


@dataclass(frozen=True)
class LastWayIn(Refusal):
    """Without this nobody could log in with the login any more."""

    code = "last_way_in"


@dataclass(frozen=True)
class SignInAgain(Refusal):
    """For something weighty one must have logged in just now, where no passphrase is there to be asked."""

    code = "sign_in_again"


@dataclass(frozen=True)
class TownAway(Refusal):
    """The town's own log-in cannot be reached, or is set up wrongly."""

    code = "town_away"


@dataclass(frozen=True)
class TownWrong(Refusal):
    """What came back from the town's log-in is not for this press, not signed, old, or was used."""

    code = "town_wrong"


@dataclass(frozen=True)
class TownDenied(Refusal):
    """Whoever was there, or the town, said no."""

    code = "town_denied"


@dataclass(frozen=True)
class TownTaken(Refusal):
    """The town's number already comes in as somebody else of the desk."""

    code = "town_taken"


@dataclass(frozen=True)
class NotJoined(Refusal):
    """The town knows them, the desk does not yet; or the login is paused."""

    code = "not_joined"


@dataclass(frozen=True)
class LastManager(Refusal):
    """Somebody must be able to let others in."""

    code = "last_manager"


@dataclass(frozen=True)
class UnknownLogin(Refusal):
    """There is no such login of the desk any more."""

    code = "unknown_login"


@dataclass(frozen=True)
class BadHours(Refusal):
    """The hours of *weekday* (0 is Monday) are no times that come one after the other."""

    code = "bad_hours"
    weekday: int


@dataclass(frozen=True)
class SameHours(Refusal):
    """Rooms have these hours then already."""

    code = "same_hours"


@dataclass(frozen=True)
class InvitationOver(Refusal):
    """The link was used, is too old, was replaced, or never was one."""

    code = "invitation_over"


@dataclass(frozen=True)
class AddressLinkOver(Refusal):
    """The link that proves an address was used, is too old, was replaced, or never was one."""

    code = "address_link_over"


@dataclass(frozen=True)
class OfficeLinkOver(Refusal):
    """The link to an office's question is too old, never was one, or the desk needs no answer any more."""

    code = "office_link_over"


@dataclass(frozen=True)
class UnknownOfficeQuestion(Refusal):
    """No office was asked this about the booking, or the desk closed it already."""

    code = "unknown_office_question"


@dataclass(frozen=True)
class NothingToAsk(Refusal):
    """What an office should be asked about is over or does not take place."""

    code = "nothing_to_ask"


@dataclass(frozen=True)
class DecisionLinkOver(Refusal):
    """The link of a letter is too old, never was one, or whoever got it decides nothing any more."""

    code = "decision_link_over"
