"""The words of headings in seven languages, by what they say.

The languages are English, German, French, Spanish, Portuguese, Dutch and Italian; the words have
no case, accents and punctuation.
"""

from __future__ import annotations

__all__ = ["CLOCK", "DATES", "HANDLE_TIME", "QUEUES", "TIMES", "VOLUME"]

DATES = (
    "date", "day", "interval_date", "call_date", "start_date", "business_date", "calendar_date",
    "datum", "month", "week",
)  # fmt: skip
TIMES = (
    "time", "time_of_day", "interval_time", "interval", "period", "start_time", "interval_start",
    "interval_begin", "hour", "from", "half_hour", "quarter_hour", "time_interval",
)  # fmt: skip
# Names of queues, the best first: a column of names, of numbers, of what else groups contacts.
QUEUES = (
    """
    queue queuename queues cola colas nombredecola nombredelacola fila filas nomedafila
    filadeespera filadeatendimento filedattente filesdattente nomdelafile nomdelafiledattente
    warteschlange warteschlangen warteschlangenname wachtrij wachtrijen wachtrijnaam coda nomecoda
    nomedellacoda codadiattesa
    """,
    "queueid queueno queuenumber queuekey queuecode warteschlangenid idcola idfila wachtrijid",
    """
    skill skillname skillgroup skillset skillid split splitname splitskill splitskillname
    skillsplit lineofbusiness lob workload channel channelname uniqueid ct contacttype calltype
    planninggroup forecastgroup staffgroup staffinggroup workgroup huntgroup group groupname
    groupid queuegroup campaign campaignname campaignid mediatype mediachannel businessunit bu
    department departmentname vdn program programme
    skillgruppe gruppe gruppenname kanal kampagne abteilung geschaftsbereich hotline medientyp
    kontaktart
    groupe canal campagne competence groupedecompetences departement typedemedia flux activite
    grupo campana habilidad grupodehabilidades servicio departamento tipodemedio tipodecontacto
    unidaddenegocio
    campanha habilidade grupodehabilidades tipodemidia tipodecontato unidadedenegocio
    groep kanaal vaardigheid vaardigheidsgroep skillgroep afdeling mediatype
    gruppo canale campagna competenza gruppodicompetenze reparto servizio tipodicontatto
    """,
)

_CONTACTS = """
    call calls contact contacts chat chats email emails mail mails ticket tickets case cases
    interaction interactions conversation conversations transaction transactions enquiry enquiries
    inquiry inquiries request requests message messages
    anruf anrufe anrufen anrufs gesprach gesprache gesprachen gesprachs gespraech gespraeche kontakt
    kontakte kontakten vorgang vorgange anfrage anfragen telefonat telefonate nachrichten
    interaktion interaktionen
    appel appels courriel courriels demande demandes
    llamada llamadas contacto contactos correo correos solicitud solicitudes consultas
    conversaciones interacciones
    chamada chamadas ligacao ligacoes contato contatos atendimentos interacoes
    oproep oproepen gesprek gesprekken contacten telefoontjes berichten aanvragen
    chiamata chiamate contatto contatti telefonate richiesta richieste interazioni conversazioni
"""
_LINKS = """
    of the a an per by in for and to je pro der die das des im in und de du d le la les l par por el
    los las del y en do da dos das em het een van di della dell delle dei del per et e voice phone
    telephone telefon
"""
_FORECAST = """
    forecast forecasted forecasts fcst fcast fct predicted prediction expected planned projected
    estimated prognose prognosen prognostiziert prognostizierte erwartet erwartete geplant geplante
    prevision previsions prevu prevus prevue prevues attendus estimes pronostico pronosticadas
    previsto prevista previstas previstos previsao esperadas estimadas voorspeld voorspelde
    voorspelling verwacht verwachte previste previsti previsione attese
"""
_ACTUAL = """
    actual actuals act ist real realized realised historical tatsachlich tatsachliche tatsachlichen
    reel reels reelle reelles realise realises reales realizadas reais werkelijk werkelijke
    gerealiseerd gerealiseerde effettivo effettive effettivi reali consuntivo
"""
_TOTAL = """
    total tot sum summe gesamt gesamte gesamten insgesamt kumuliert kumulierte cumulative totale
    totales somme cumul suma acumulado soma totais totaal totali somma complessivo
"""
_COUNTS = """
    no nr num number numbers count counts qty quantity anzahl zahl nombre nb nbre numero numeros
    cantidad nro quantidade qtd qtde aantal hoeveelheid quantita n
"""
_PERIODS = "interval intervall intervalle intervalo intervallo period periode periodo"
VOLUME = {
    "contacts": _CONTACTS,
    "volume": """
        volume volumes vol volumen volumi volumenes arrival arrivals demand aufkommen aanbod
        belvolume
    """,
    "offered": """
        offered offer offers ofrd received recd rcvd presented arriving
        entered created new arrives arrivees angeboten angebotene angebotenen eingegangen
        eingegangene eingang
        eingange recu recus recue recues presente presentes presentees offert offerts
        offertes recibida
        recibidas recibidos ofrecida ofrecidas ofrecidos ofertadas recebida recebidas recebidos
        oferecidas oferecidos aangeboden ontvangen instroom ricevuta ricevute ricevuti offerte
        offerti arrivo presentate
    """,
    "inbound": """
        incoming inbound eingehend eingehende eingehenden ankommend ankommende entrant entrants
        entrante entrantes inkomend inkomende binnenkomend binnenkomende entrata entranti ingresso
    """,
    "queued": "queued",
    "answered": """
        answered answer handled handle taken completed acd connected served angenommen angenommene
        angenommenen beantwortet beantwortete beantworteten bearbeitet bearbeitete bearbeiteten
        gefuhrt gefuhrte gefuehrte entgegengenommen traite traites traitee traitees decroche
        decroches repondu repondus atendida atendidas atendidos contestada contestadas contestados
        respondida respondidas respondidos gestionadas gestionados processadas processados
        beantwoord beantwoorde afgehandeld
        afgehandelde behandeld behandelde aangenomen risposte risposta gestite gestiti evase
    """,
    "abandoned": """
        abandoned abandons abandon abandonments aban abnd lost verloren verlorene verlorenen
        abgebrochen abgebrochene abbruch abbruche aufgelegt aufgelegte abandonnes abandonne perdus
        abandonada abandonadas abandonados abandonos perdidas perdidos opgehangen verlaten
        afgebroken afgehaakt afhakers gemist gemiste abbandonate abbandonati abbandoni perse
    """,
    "forecast": _FORECAST,
    "actual": _ACTUAL,
    "total": _TOTAL,
    "count": _COUNTS,
    "": _LINKS + _PERIODS,
}
HANDLE_TIME = {
    "aht": "aht acht raht tmo tma tpo tmg dmt tmt dbz",
    "handle": """
        handle handling processing hndl bearbeitung bearbeitungs behandlung behandlungs traitement
        gestion atencion manejo manuseio operacion operativo tratamiento tratamento
        atendimento operacional
        operacao behandel
        afhandel afhandeling afhandelings verwerkings verwerking gestione elaborazione
        trattamento lavorazione
    """,
    "handled": "handled service",
    "talk": """
        talk talking acd conversation sprech gesprachs gespraechs communication conversacion
        conversacao gespreks spreek conversazione
    """,
    "hold": "hold holding halte",
    "wrap": """
        wrap wrapup acw nachbearbeitung nachbearbeitungs nacharbeit nacharbeits nawerk naverwerking
    """,
    "time": """
        time times duration length zeit zeiten dauer temps duree tiempo duracion tempo duracao tijd
        tijden duur durata
    """,
    "average": """
        avg average averaged ave mean ø durchschnitt durchschnittlich durchschnittliche
        durchschnittlicher durchschnitts durchschn mittlere mittlerer moyen moyenne moy medio media
        promedio prom gemiddelde gemiddeld gem medi
    """,
    "total": _TOTAL,
    "forecast": _FORECAST,
    "actual": _ACTUAL,
    "": _LINKS + _CONTACTS + "inbound up",
}
CLOCK = {
    "date": "date dates day datum tag jour fecha dia data dag giorno kalendertag",
    "clock": """
        time hour uhrzeit zeit uhr stunde heure heures hora horas ora orario tijd tijdstip uur
        horario
    """,
    "interval": _PERIODS
    + """
        intervals slot halbstunde viertelstunde zeitraum zeitintervall zeitfenster zeitscheibe
        tageszeit creneau plage tranche horaire franja horaria tramo faixa kwartier halfuur
        tijdvak fascia oraria
        mezzora
    """,
    "part": "half quarter halbe halb viertel demi media meia mezz 15 30",
    "start": """
        start starts starting begin begins beginning from beginn anfang von ab debut inicio desde
        comienzo aanvang inizio dalle startzeit starttijd
    """,
    "stamp": "datetime timestamp zeitstempel zeitpunkt horodatage tijdstempel",
    "": _LINKS + "local call business calendar min mins minute minutes minuten minutos minuti",
}
