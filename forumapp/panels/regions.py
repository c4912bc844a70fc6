"""In which part of the world a place lies. Codes only: what a place is called is the series' own affair (INV-41)."""

from enum import StrEnum

from forumapp.words import N_


class Region(StrEnum):
    AFRICA = "africa"
    ASIA = "asia"
    EUROPE = "europe"
    LATIN_AMERICA = "latin_america"
    MIDDLE_EAST = "middle_east"
    NORTH_AMERICA = "north_america"
    OCEANIA = "oceania"


REGION_WORDS = {
    Region.AFRICA: N_("Africa"),
    Region.ASIA: N_("Asia"),
    Region.EUROPE: N_("Europe"),
    Region.LATIN_AMERICA: N_("Latin America and the Caribbean"),
    Region.MIDDLE_EAST: N_("Middle East"),
    Region.NORTH_AMERICA: N_("North America"),
    Region.OCEANIA: N_("Oceania"),
}
_CODES = {
    Region.AFRICA: "DZ AO BJ BW BF BI CM CV CF TD KM CG CD CI DJ EG GQ ER SZ ET GA GM GH GN GW KE LS LR LY MG MW ML MR"
    " MU YT MA MZ NA NE NG RE RW SH ST SN SC SL SO ZA SS SD TZ TG TN UG EH ZM ZW",
    Region.ASIA: "AF BD BT BN KH CN HK IN ID JP KZ KP KR KG LA MO MY MV MN MM NP PK PH SG LK TW TJ TH TL TM UZ VN",
    Region.EUROPE: "AX AL AD AM AT AZ BY BE BA BG HR CY CZ DK EE EU FO FI FR GE DE GI GR GG HU IS IE IM IT JE LV LI LT"
    " LU MT MD MC ME NL MK NO PL PT RO RU SM RS SK SI ES SE CH UA GB VA XK TR",
    Region.LATIN_AMERICA: "AI AG AR AW BS BB BZ BO BQ BR KY CL CO CR CU CW DM DO EC SV FK GF GD GP GT GY HT HN JM MQ MX"
    " MS NI PA PY PE PR BL KN LC MF VC SX SR TT TC UY VE VG VI",
    Region.MIDDLE_EAST: "BH IR IQ IL JO KW LB OM PS QA SA SY AE YE",
    Region.NORTH_AMERICA: "BM CA GL PM US",
    Region.OCEANIA: "AS AU CK FJ PF GU KI MH FM NR NC NZ NU NF MP PW PG PN WS SB TK TO TV VU WF",
}
_REGION_OF = {code: region for region, codes in _CODES.items() for code in codes.split()}


def of(place: str) -> Region | None:
    """None where nobody told, or where the code is none of these."""
    return _REGION_OF.get(place.upper())
