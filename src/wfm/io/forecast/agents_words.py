"""Headings of required agents, and of scheduled people, in seven languages."""

from __future__ import annotations

from collections.abc import Sequence

from wfm.io.forecast.heading_words import normalise

__all__ = ["GROSS_WORDS", "NET_WORDS", "agents_headings"]

NET_WORDS = """
    agents agent required requiredagents requiredstaff agentsrequired requirement requirements
    netagents netrequirement staffrequired needed agentsneeded staff headcount heads positions
    bedarf agenten agentenbedarf personalbedarf nettobedarf benotigteagenten mitarbeiter
    agentsrequis agentsnecessaires besoin besoins agentes agentesrequeridos requeridos necesarios
    agentesnecessarios necessarios benodigd benodigdeagenten agenti agentirichiesti fabbisogno
    requiredftes agentsneed agentneed staffneeded staffingneed netstaff netstaffing
    sollbesetzung mindestbesetzung bedarfnetto nettopersonalbedarf erforderlicheagenten
    benoetigteagenten personaleinsatzbedarf mitarbeiterbedarf agentsrequis agentsrequises
    effectifrequis effectifsrequis effectifnecessaire besoinnet besoinsnets besoinagents
    agentesrequisitados agentesnecesarios personalnecesario personalrequerido necesidad
    necesidades agentesexigidos necessidade necessidades pessoalnecessario pessoasnecessarias
    benodigdepersonen benodigdemedewerkers behoefte personeelsbehoefte nettobehoefte
    fterequired requiredfte requiredheadcount headcountrequired staffingrequirement
    staffingrequirements erforderlichemitarbeiter benotigtemitarbeiter erforderlichespersonal
    benotigtespersonal kopfbedarf mabedarf bedarfma ftebedarf conseillers conseillersrequis
    conseillersnecessaires effectifsnecessaires nombredagents besoinenagents besoinsenagents
    etprequis asesores asesoresrequeridos asesoresnecesarios operadores operadoresrequeridos
    operadoresnecesarios dotacionrequerida requerimiento requerimientos agentesporintervalo
    operadoresnecessarios atendentes atendentesnecessarios posicoesdeatendimento dimensionamento
    medewerkers benodigdebezetting agentsnodig vereisteagenten aantalagenten operatori
    fabbisognooperatori fabbisognoagenti agentinecessari personalerichiesto operatoririchiesti
    operatorinecessari fabbisognonetto
"""
GROSS_WORDS = """
    scheduled scheduledagents scheduledstaff agentsscheduled gross grossagents grossrequirement
    grossrequired bruttobedarf geplanteagenten agentsplanifies agentesprogramados
    agentesescalados ingeplandeagenten agentipianificati
    plannedagents agentsplanned plannedstaff staffplanned scheduledpeople rostered
    rosteredagents rosteredstaff grossstaff besetzung planbesetzung geplantebesetzung
    geplantemitarbeiter eingeplanteagenten eingeplantemitarbeiter bruttopersonalbedarf
    effectifplanifie effectifsplanifies agentsprevus effectifprevu besoinbrut
    agentesplanificados personalplanificado personalprogramado
    necesidadbruta agentesplanejados agentesplaneados pessoalplanejado escalados
    geplandeagenten geplandemedewerkers ingeplandemedewerkers bezetting
    brutobehoefte operatoripianificati personalepianificato fabbisognolordo
"""


def agents_headings(header: Sequence[str]) -> list[str]:
    """The headings that mean agents or scheduled people.

    >>> agents_headings(["Start", "Required", "Besetzung", "Calls"])
    ['Required', 'Besetzung']
    """
    words = {*NET_WORDS.split(), *GROSS_WORDS.split()}
    return [name for name in header if normalise(name) in words]
