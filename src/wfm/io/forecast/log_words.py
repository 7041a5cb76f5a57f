"""The headings of logs of single contacts, without case, spaces and punctuation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from wfm.io.forecast.heading_words import normalise
from wfm.option_text import on_command_line

__all__ = [
    "ABANDONED",
    "ABANDON_WAIT",
    "ANSWERED",
    "ANSWERED_AT",
    "ARRIVAL",
    "DIRECTION",
    "ENDED_AT",
    "HANDLE",
    "HOLD",
    "OUTBOUND",
    "OUTCOME",
    "TALK",
    "WAIT",
    "WRAP",
    "has_moments",
    "how_to_count",
    "log_problem",
    "looks_like_log",
]

# Headings without case, spaces and punctuation; the best names first. A moment at which a contact
# enters a queue is better than the start of a call, which may be in a menu before it.
ARRIVAL = (
    """
    arrival arrivaltime arrivaldatetime arrivaltimestamp arrivedat arrived timeofarrival
    enteredqueue queueentered enqueuedat enqueuetime enqueued enqueuetimestamp queuestart
    queuestarttime queueentrytime queuedat offeredat offeredtime timeoffered
    ankunft ankunftszeit eingang eingangszeit arrivee heuredarrivee llegada horadellegada chegada
    horadechegada aankomst aankomsttijd arrivo
    """,
    """
    callstart callstarttime callstarted startofcall callarrival contactstart contactstarttime
    chatstart chatstarttime callbegin calldatetime calltimestamp callreceived receivedat received
    conversationstart conversationstarttime interactionstart interactionstarttime sessionstart
    startepoch arrivalepoch epoch epochtime unixtime unixtimestamp epochseconds epochms
    timereceived initiationtimestamp initiated createdat created createdtime createdon opened
    openedat calltime anrufbeginn anrufstart gesprachsbeginn anrufzeit debutappel iniciollamada
    """,
)
WAIT = """
    wait waits twait waittime waitingtime waitduration waited queuetime queuewait queuewaittime
    timeinqueue queueduration qtime speedofanswer speedtoanswer answerspeed timetoanswer
    secondstoanswer asa delay waitinqueue wartezeit warten attente tempsdattente espera
    tiempodeespera tempodeespera wachttijd attesa tempodiattesa
"""
HANDLE = """
    thandle handletime handlingtime handleduration handlingduration servicetime sertime
    serviceduration callhandletime bearbeitungszeit
"""
ABANDONED = """
    abandoned abandon isabandoned wasabandoned abandonedyn abandonedyesno
    abandonedflag abandonflag abandonedcall lost missed
    ismissed hungup abgebrochen aufgelegt verloren abandonne abandonada abandonado perdida
    opgehangen abbandonata
"""
ANSWERED = """
    answered isanswered wasanswered answeredflag answeredyn answeredyesno
    handledflag ishandled connected angenommen
    beantwortet repondu contestada atendida beantwoord risposta
"""
OUTCOME = """
    outcome status disposition result callstatus callresult calloutcome callstate
    callresolution ergebnis statut anrufstatus contactstatus calldisposition
    gesprachsergebnis anrufergebnis resultat etat etatappel statutappel estado estadollamada
    resultado resultadollamada situacao estadochamada resultadochamada resultaat uitkomst
    oproepstatus esito stato statochiamata esitochiamata
"""
# Whether the contact came in or was made by an agent, and the texts of the second.
DIRECTION = """
    direction calldirection contactdirection interactiondirection originatingdirection richtung
    anrufrichtung sens sensappel direccion direcao richting direzione inboundoutbound
"""
OUTBOUND = re.compile(
    r"(?i)\W*(out(going|bound|)|ausgehend\w*|abgehend\w*|sortants?|saliente?s?|sa[ií]da|uitgaande?"
    r"|uscita|in uscita|uscenti?)\b.*"
)
# The wait of contacts that abandoned; of the others it is empty, or zero.
ABANDON_WAIT = """
    tabandon timetoabandon abandontime abandonedtime abandonwait abandonwaittime
    timebeforeabandon abandonduration secondstoabandon
"""
# The parts of a handle time where the heading has no word for time.
TALK = """
    talk talking gesprach sprechen conversation communication conversacion conversacao gesprek
    conversazione
"""
HOLD = "hold onhold halten gehalten haltezeit miseenattente retencion retencao wacht messainattesa"
WRAP = """
    wrap wrapup acw aftercall aftercallwork afterwork nachbearbeitung nacharbeit posttraitement
    postappel travailpostappel postllamada trabajopostllamada tipificacion posatendimento
    poschamada nawerk naverwerking postchiamata dopochiamata lavoropostchiamata
"""
ANSWERED_AT = """
    answeredat answertime answeredtime answerdatetime answertimestamp answeredon connectedat
    connecttime connectedtime connectedtoagenttimestamp agentconnectedtoagenttimestamp agentstart
    agentstarttime serstart servicestart servicestarttime pickuptime pickedupat talkstart
    timeanswered
"""
ENDED_AT = """
    end endtime ended endedat enddatetime endtimestamp callend callendtime callended hangup
    hanguptime disconnecttime disconnected disconnectedat disconnecttimestamp serexit serviceend
    serviceendtime finishedat closedat ende endzeit
"""
# What a log has and a forecast has not; two of them make a log.
_SIGNS = (
    ARRIVAL[0] + ARRIVAL[1],
    WAIT,
    ABANDONED + OUTCOME + ANSWERED,
    ANSWERED_AT,
    ENDED_AT,
    "callid contactid agent agentname agentid server customerid callerid ani",
)
# A moment of a day to the second: 8:01:17, 08:01:17.25
_SECONDS = re.compile(r"(?:^|\D)\d{1,2}:\d\d:(?:0[1-9]|[1-5]\d)(?!\d)")


def looks_like_log(header: Sequence[str]) -> bool:
    """Whether headings are those of single contacts: waits, outcomes, moments of one contact.

    >>> looks_like_log(["Call ID", "Arrival Time", "Wait Time", "Abandoned"])
    True
    >>> looks_like_log(["start", "volume", "aht"])
    False
    """
    names = {normalise(name) for name in header}
    return sum(bool(names & set(group.split())) for group in _SIGNS) >= 2


def has_moments(cells: Iterable[str]) -> bool:
    """Whether most texts are times with seconds, as of single contacts; intervals have none.

    >>> has_moments(["2026-03-02 08:00:13", "2026-03-02 08:01:02"]), has_moments(["08:00:00"])
    (True, False)
    """
    texts = [text for text in map(str.strip, cells) if text]
    timed = [text for text in texts if _SECONDS.search(text)]
    return bool(timed) and 2 * len(timed) > len(texts)


def log_problem(headings: str) -> str:
    """What to say of a log in place of a forecast; `headings` says which headings it has.

    >>> log_problem("the headings are Call ID, Arrival")
    'looks like a log of single contacts, not a forecast: the headings are Call ID, Arrival — \
count it into intervals with wfm.count_contacts'
    """
    return f"looks like a log of single contacts, not a forecast: {headings} — {how_to_count()}"


def how_to_count() -> str:
    """What makes a forecast of a log, for a message.

    >>> how_to_count()
    'count it into intervals with wfm.count_contacts'
    """
    command = "wfm count" if on_command_line() else "wfm.count_contacts"
    return f"count it into intervals with {command}"
