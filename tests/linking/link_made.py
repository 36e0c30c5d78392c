"""A made set of events in two tables, with the truth apart: a world is drawn, then each table tells it.

Nothing here reads the linker's data: names and codes are written as ACLED, UCDP GED and GDELT write them.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, field
from datetime import date, timedelta

# name, other spelling, province as we write it, as they do, country, ISO, FIPS, latitude, longitude
TOWNS = [
    ("Kharkiv", "Kharkov", "Kharkiv Oblast", "Kharkivska", "Ukraine", 804, "UP", 49.98, 36.25),
    ("Kupiansk", "Kupyansk", "Kharkiv Oblast", "Kharkivska", "Ukraine", 804, "UP", 49.71, 37.61),
    ("Bakhmut", "Artemivsk", "Donetsk Oblast", "Donetska", "Ukraine", 804, "UP", 48.59, 38.00),
    ("Avdiivka", "Avdeevka", "Donetsk Oblast", "Donetska", "Ukraine", 804, "UP", 48.14, 37.74),
    ("Pokrovsk", "Pokrovs'k", "Donetsk Oblast", "Donetska", "Ukraine", 804, "UP", 48.28, 37.18),
    ("Kherson", "Cherson", "Kherson Oblast", "Khersonska", "Ukraine", 804, "UP", 46.64, 32.62),
    ("Odesa", "Odessa", "Odesa Oblast", "Odeska", "Ukraine", 804, "UP", 46.48, 30.73),
    ("Zaporizhzhia", "Zaporozhye", "Zaporizhzhia Oblast", "Zaporizka", "Ukraine", 804, "UP", 47.85, 35.12),
    ("Belgorod", "Belgorod city", "Belgorod Oblast", "Belgorod", "Russia", 643, "RS", 50.60, 36.59),
    ("El Fasher", "Al-Fashir", "North Darfur", "North Darfur", "Sudan", 729, "SU", 13.63, 25.35),
    ("Nyala", "Niyala", "South Darfur", "South Darfur", "Sudan", 729, "SU", 12.05, 24.88),
    ("Omdurman", "Umm Durman", "Khartoum", "Khartoum", "Sudan", 729, "SU", 15.64, 32.48),
    ("Khartoum", "Al Khartum", "Khartoum", "Khartoum", "Sudan", 729, "SU", 15.55, 32.53),
    ("Wad Madani", "Wad Medani", "Gezira", "Al Jazirah", "Sudan", 729, "SU", 14.40, 33.52),
    ("El Geneina", "Al Junaynah", "West Darfur", "West Darfur", "Sudan", 729, "SU", 13.45, 22.45),
    ("El Obeid", "Al-Ubayyid", "North Kordofan", "North Kordofan", "Sudan", 729, "SU", 13.18, 30.22),
    ("Idlib", "Edlib", "Idlib", "Idleb", "Syria", 760, "SY", 35.93, 36.63),
    ("Aleppo", "Halab", "Aleppo", "Aleppo", "Syria", 760, "SY", 36.20, 37.16),
    ("Daraa", "Dar'a", "Daraa", "Dar'a", "Syria", 760, "SY", 32.62, 36.10),
    ("Deir ez-Zor", "Deir Ezzor", "Deir ez-Zor", "Deir-ez-Zor", "Syria", 760, "SY", 35.34, 40.14),
    ("Maiduguri", "Yerwa-Maiduguri", "Borno State", "Borno", "Nigeria", 566, "NI", 11.85, 13.16),
    ("Damboa", "Dambua", "Borno State", "Borno", "Nigeria", 566, "NI", 11.16, 12.76),
    ("Mogadishu", "Muqdisho", "Banaadir", "Banadir", "Somalia", 706, "SO", 2.04, 45.34),
    ("Beledweyne", "Belet Weyne", "Hiiraan", "Hiraan", "Somalia", 706, "SO", 4.74, 45.20),
    ("Goma", "Goma town", "Nord-Kivu", "Nord Kivu", "DR Congo", 180, "CG", -1.67, 29.22),
    ("Bunia", "Bunia", "Ituri", "Ituri", "DR Congo", 180, "CG", 1.56, 30.25),
]

# name as we write it: (country, ACLED kind), then ACLED's, UCDP's and GDELT's (name, country, role)
ACTORS = {
    "Ukraine": (
        "UKR",
        "State forces",
        "Military Forces of Ukraine (2019-)",
        "Government of Ukraine",
        ("UKRAINIAN", "UKR", "MIL"),
    ),
    "Russia": (
        "RUS",
        "State forces",
        "Military Forces of Russia (2000-)",
        "Government of Russia (Soviet Union)",
        ("RUSSIA", "RUS", ""),
    ),
    "Sudanese Armed Forces": (
        "SDN",
        "State forces",
        "Military Forces of Sudan (2019-)",
        "Government of Sudan",
        ("SUDAN", "SDN", "MIL"),
    ),
    "Rapid Support Forces": (
        "SDN",
        "Rebel group",
        "Rapid Support Forces",
        "RSF",
        ("PARAMILITARY", "SDN", "PRM"),
    ),
    "Syria": (
        "SYR",
        "State forces",
        "Military Forces of Syria (2000-2024)",
        "Government of Syria",
        ("SYRIAN", "SYR", ""),
    ),
    "Hayat Tahrir al-Sham": (
        "SYR",
        "Rebel group",
        "HTS: Hayat Tahrir al Sham",
        "HTS",
        ("MILITANT", "SYR", "REB"),
    ),
    "Islamic State": ("", "Rebel group", "Islamic State (Syria)", "IS", ("ISLAMIC STATE", "", "INS")),
    "Boko Haram": (
        "NGA",
        "Rebel group",
        "JAS: Boko Haram",
        "Jama'atu Ahlis Sunna Lidda'awati wal-Jihad",
        ("BOKO HARAM", "NGA", "INS"),
    ),
    "Nigeria": (
        "NGA",
        "State forces",
        "Military Forces of Nigeria (2023-)",
        "Government of Nigeria",
        ("NIGERIA", "NGA", "MIL"),
    ),
    "Al-Shabaab": ("SOM", "Rebel group", "Al Shabaab", "Al-Shabaab", ("AL SHABAAB", "SOM", "INS")),
    "Somalia": (
        "SOM",
        "State forces",
        "Military Forces of Somalia (2022-) Special Forces",
        "Government of Somalia",
        ("SOMALIA", "SOM", "GOV"),
    ),
    "M23": ("COD", "Rebel group", "M23: March 23 Movement", "M23", ("REBEL", "COD", "REB")),
    "Democratic Republic of the Congo": (
        "COD",
        "State forces",
        "Military Forces of the Democratic Republic of Congo (2019-)",
        "Government of DR Congo (Zaire)",
        ("DEMOCRATIC REPUBLIC OF CONGO", "COD", ""),
    ),
}
SIDES = {
    "Ukraine": [("Russia", "Ukraine")],
    "Russia": [("Ukraine", "Russia")],
    "Sudan": [("Rapid Support Forces", "Sudanese Armed Forces")],
    "Syria": [("Syria", "Hayat Tahrir al-Sham"), ("Islamic State", "Syria")],
    "Nigeria": [("Boko Haram", "Nigeria")],
    "Somalia": [("Al-Shabaab", "Somalia")],
    "DR Congo": [("M23", "Democratic Republic of the Congo")],
}
CROWD = ("", "", "")

# Ours (ACLED event, sub-event, PLOVER type, mode), then ACLED sub-events, UCDP, CAMEO, and: is it lethal?
KINDS = {
    "clash": (
        "Battles",
        "Armed clash",
        "ASSAULT",
        "",
        ["Armed clash", "Government regains territory", "Shelling/artillery/missile attack"],
        1,
        ["190", "193", "194"],
        True,
    ),
    "air": (
        "Explosions/Remote violence",
        "Air/drone strike",
        "ASSAULT",
        "aerial",
        ["Air/drone strike", "Shelling/artillery/missile attack"],
        1,
        ["195", "190"],
        True,
    ),
    "shelling": (
        "Explosions/Remote violence",
        "Shelling/artillery/missile attack",
        "ASSAULT",
        "heavy-weapons",
        ["Shelling/artillery/missile attack", "Air/drone strike"],
        1,
        ["194", "190"],
        True,
    ),
    "bomb": (
        "Explosions/Remote violence",
        "Remote explosive/landmine/IED",
        "ASSAULT",
        "explosives",
        ["Remote explosive/landmine/IED", "Suicide bomb"],
        1,
        ["183", "1833"],
        True,
    ),
    "attack": (
        "Violence against civilians",
        "Attack",
        "ASSAULT",
        "firearms",
        ["Attack", "Armed clash"],
        3,
        ["180", "190", "182"],
        True,
    ),
    "abduction": (
        "Violence against civilians",
        "Abduction/forced disappearance",
        "ASSAULT",
        "abduct",
        ["Abduction/forced disappearance", "Arrests"],
        0,
        ["181"],
        False,
    ),
    "protest": (
        "Protests",
        "Peaceful protest",
        "PROTEST",
        "demo",
        ["Peaceful protest", "Protest with intervention"],
        0,
        ["141", "140"],
        False,
    ),
    "arrest": (
        "Strategic developments",
        "Arrests",
        "COERCE",
        "arrest",
        ["Arrests", "Abduction/forced disappearance"],
        0,
        ["173"],
        False,
    ),
    "talks": ("", "", "CONSULT", "", ["Agreement"], 0, ["046", "040"], False),
}
OTHER_KIND = {
    "clash": "protest",
    "air": "arrest",
    "shelling": "protest",
    "bomb": "protest",
    "attack": "talks",
    "abduction": "shelling",
    "protest": "shelling",
    "arrest": "air",
    "talks": "clash",
}


@dataclass
class World:
    """What was made: our rows, their rows, and which tell of one event (kept from the linker)."""

    ours: list[dict[str, object]] = field(default_factory=list)
    theirs: list[dict[str, object]] = field(default_factory=list)
    truth: set[tuple[str, str]] = field(default_factory=set)
    decoys: dict[str, str] = field(default_factory=dict)


@dataclass
class Happening:
    town: tuple
    day: date
    kind: str
    doer: str
    target: str
    dead: int
    at: tuple[float, float]


def make(form: str, *, seed: int, n: int = 300, days: int = 240) -> World:
    """`n` happenings that both tables may tell, with decoys in theirs; the same seed makes the same world."""
    rng = random.Random(f"{form}-{seed}")
    world = World()
    kinds = [k for k, v in KINDS.items() if form != "ucdp" or v[7]]
    for number in range(n):
        one = _happening(rng, kinds, days)
        told = rng.random()
        if told < 0.12:
            world.ours.append(_ours(rng, one, f"E{number:04}"))
            continue
        if told < 0.24:
            world.theirs.append(_theirs(rng, one, form, f"T{number:04}"))
            continue
        world.ours.append(_ours(rng, one, f"E{number:04}"))
        world.theirs.append(_theirs(rng, one, form, f"T{number:04}"))
        world.truth.add((f"E{number:04}", f"T{number:04}"))
        if rng.random() < 0.5:
            sort, decoy = _decoy(rng, one, kinds)
            world.theirs.append(_theirs(rng, decoy, form, f"D{number:04}", plain=True))
            world.decoys[f"D{number:04}"] = sort
    rng.shuffle(world.ours)
    rng.shuffle(world.theirs)
    return world


def _happening(rng: random.Random, kinds: list[str], days: int) -> Happening:
    town = rng.choice(TOWNS)
    kind = rng.choice(kinds)
    doer, target = rng.choice(SIDES[town[4]])
    if kind in ("attack", "abduction"):
        target = "civilians"
    elif kind == "protest":
        doer, target = "protesters", ""
    elif kind == "arrest":
        doer, target = target, "civilians"
    dead = int(rng.paretovariate(0.9)) if KINDS[kind][7] else 0
    return Happening(
        town,
        date(2024, 1, 1) + timedelta(days=rng.randrange(days)),
        kind,
        doer,
        target,
        min(dead, 400),
        (town[7], town[8]),
    )


def _decoy(rng: random.Random, one: Happening, kinds: list[str]) -> tuple[str, Happening]:
    """Same town the next week, same day 80 km off, or the same day and town but another kind of event."""
    sort = rng.choice(["next week", "80 km off", "other kind"])
    other = Happening(**vars(one))
    if sort == "next week":
        other.day = one.day + timedelta(days=7)
    elif sort == "80 km off":
        angle = rng.random() * 2 * math.pi
        other.at = _moved(one.at, 80.0, angle)
        other.town = (
            f"{rng.choice(['Nova', 'Bir', 'Umm', 'Tell'])} {rng.choice(['Hamra', 'Lypa', 'Sunta', 'Kasra'])}",
            None,
            *one.town[2:],
        )
    else:
        other.kind = (
            OTHER_KIND[one.kind]
            if OTHER_KIND[one.kind] in kinds
            else "attack"
            if one.kind != "attack"
            else "air"
        )
        if not set(kinds) - {"clash", "air", "shelling", "bomb", "attack"}:
            # UCDP knows only lethal violence: another kind is then another side, and far more dead.
            other.kind = "attack"
            other.doer, other.target, other.dead = (
                one.target if one.target in ACTORS else "gunmen",
                "civilians",
                one.dead + 40,
            )
        else:
            made = _happening(rng, [other.kind], 1)
            others = SIDES[one.town[4]][-1]
            other.doer, other.target = (
                ("protesters", "")
                if other.kind == "protest"
                else (made.doer, made.target)
                if made.town[4] == one.town[4]
                else others
            )
            other.dead = 0
    return sort, other


def _moved(at: tuple[float, float], km: float, angle: float) -> tuple[float, float]:
    return (
        at[0] + km / 111.2 * math.cos(angle),
        at[1] + km / (111.2 * math.cos(math.radians(at[0]))) * math.sin(angle),
    )


def _ours(rng: random.Random, one: Happening, name: str) -> dict[str, object]:
    kind = KINDS[one.kind]
    first = last = one.day
    roll = rng.random()
    if roll < 0.08:
        first = one.day - timedelta(days=rng.randrange(3))
        last = first + timedelta(days=3)
    elif roll < 0.12:
        first = one.day.replace(day=1)
        last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    row: dict[str, object] = {
        "event_id": name,
        "date_start": first.isoformat(),
        "date_end": last.isoformat(),
        "date_basis": "stated",
        "event_type": kind[0],
        "sub_event_type": kind[1],
        "plover_type": kind[2],
        "plover_mode": kind[3],
        "status": "happened",
        "location": one.town[0],
        "admin1": one.town[2],
        "country": one.town[4],
        "iso": one.town[5],
        "latitude": round(one.at[0], 4),
        "longitude": round(one.at[1], 4),
        "geo_precision": 1,
    }
    if rng.random() < 0.12:  # the report came a day later and gives no day of its own
        row |= {"date_basis": "publication", "date_start": (one.day + timedelta(days=1)).isoformat()}
        row["date_end"] = row["date_start"]
    if rng.random() < 0.06 and roll >= 0.12:
        row |= {"location": one.town[2], "geo_precision": 3}
    for side, who in (("1", one.doer), ("2", one.target)):
        if rng.random() < 0.15:
            continue
        if who in ACTORS:
            row |= {
                f"actor{side}": who,
                f"inter{side}": ACTORS[who][1],
                f"actor{side}_country": ACTORS[who][0],
            }
        elif who == "civilians":
            row |= {
                f"actor{side}": rng.choice(["villagers", "civilians", "residents", "three traders"]),
                f"inter{side}": "Civilians",
            }
        elif who == "protesters":
            row |= {
                f"actor{side}": rng.choice(["protesters", "demonstrators", "thousands of people"]),
                f"inter{side}": "Protesters",
            }
        elif who:
            row |= {f"actor{side}": who, f"inter{side}": "Political militia"}
    if one.dead and rng.random() < 0.7:
        row |= {"fatalities": one.dead, "fatalities_low": max(0, one.dead - 1), "fatalities_high": one.dead}
    return row


def _theirs(
    rng: random.Random, one: Happening, form: str, name: str, *, plain: bool = False
) -> dict[str, object]:
    """The happening as another dataset tells it: a day off, spelled otherwise, swapped sides, other toll."""
    day, at, spelled = one.day, one.at, one.town[0]
    if not plain:
        roll = rng.random()
        day += timedelta(days=1 if roll < 0.12 else -1 if roll < 0.2 else 0)
    roll = rng.random()
    if one.town[1] and roll < 0.35:
        spelled = one.town[1]
    elif one.town[1] and roll < 0.55:
        spelled = rng.choice(["Industrial", "Airport", "Northern", "Old"])
        spelled += rng.choice([" quarter", " district", " suburb"])
        at = _moved(one.at, 5.0, rng.random() * 2 * math.pi)
    dead = one.dead
    if dead and rng.random() < 0.4:
        dead = max(1, round(dead * rng.choice([0.6, 0.8, 1.3, 2.0])))
    sides = [one.doer, one.target]
    if rng.random() < 0.4:
        sides.reverse()
    otherwise = not plain and rng.random() < 0.2
    return {"acled": _acled, "ucdp": _ucdp, "gdelt": _gdelt}[form](
        rng, one, name, day, at, spelled, dead, sides, otherwise
    )


def _acled(rng, one, name, day, at, spelled, dead, sides, otherwise):
    sub = KINDS[one.kind][4]
    sub = sub[min(len(sub) - 1, rng.randrange(1, 3))] if otherwise else sub[0]
    precision = rng.choices([1, 2, 3], [88, 9, 3])[0]
    if precision == 2:
        day += timedelta(days=rng.randrange(-2, 3))
    elif precision == 3:
        day = day.replace(day=15)
    row = {
        "event_id_cnty": name,
        "event_date": day.strftime(rng.choice(["%Y-%m-%d", "%d %B %Y"])),
        "year": day.year,
        "time_precision": precision,
        "event_type": "",
        "sub_event_type": sub,
        "country": one.town[4],
        "iso": one.town[5],
        "admin1": one.town[3],
        "location": spelled,
        "latitude": f"{at[0]:.4f}",
        "longitude": f"{at[1]:.4f}",
        "geo_precision": 1,
        "fatalities": dead,
    }
    for side, who in zip("12", sides, strict=True):
        label, kind = "", ""
        if who in ACTORS:
            label, kind = ACTORS[who][2], ACTORS[who][1]
        elif who == "civilians":
            label, kind = f"Civilians ({one.town[4]})", "Civilians"
        elif who == "protesters":
            label, kind = f"Protesters ({one.town[4]})", "Protesters"
        elif who:
            label, kind = f"Unidentified Armed Group ({one.town[4]})", "Political militia"
        row |= {f"actor{side}": label, f"inter{side}": kind}
    return row


def _ucdp(rng, one, name, day, at, spelled, dead, sides, otherwise):
    precision = rng.choices([1, 2, 4], [85, 11, 4])[0]
    first = last = day
    if precision == 2:
        first, last = day - timedelta(days=rng.randrange(3)), day + timedelta(days=rng.randrange(1, 3))
    elif precision == 4:
        first = day.replace(day=1)
        last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    where = rng.choices([1, 2, 3, 4], [80, 12, 4, 4])[0]
    kind = 3 if one.target == "civilians" else 1
    if otherwise:
        kind = 1 if kind == 3 else 3
    dead = max(dead, 1)
    names = []
    for who in (one.doer, one.target):
        names.append(ACTORS[who][3] if who in ACTORS else "Civilians" if who == "civilians" else "XXX1189")
    names.sort(key=lambda n: not n.startswith("Government"))  # UCDP puts the government first, whoever acted
    return {
        "id": name,
        "year": day.year,
        "type_of_violence": kind,
        "side_a": names[0],
        "side_b": names[1],
        "where_prec": where,
        "where_coordinates": spelled if where < 4 else one.town[3],
        "adm_1": one.town[3],
        "latitude": at[0],
        "longitude": at[1],
        "country": {"DR Congo": "DR Congo (Zaire)", "Russia": "Russia (Soviet Union)"}.get(
            one.town[4], one.town[4]
        ),
        "date_prec": precision,
        "date_start": f"{first} 00:00:00.000",
        "date_end": f"{last} 00:00:00.000",
        "best": dead,
        "low": max(0, dead - rng.randrange(3)),
        "high": dead + rng.randrange(4),
    }


def _gdelt(rng, one, name, day, at, spelled, dead, sides, otherwise):
    codes = KINDS[one.kind][6]
    code = rng.choice(codes) if otherwise else codes[0]
    late = rng.random()
    day += timedelta(days=1 if late < 0.15 else 0)
    row = {
        "GLOBALEVENTID": name,
        "SQLDATE": day.strftime("%Y%m%d"),
        "EventCode": code,
        "EventRootCode": code[:2],
        "ActionGeo_Type": 4,
        "ActionGeo_FullName": f"{spelled}, {one.town[3]}, {one.town[4]}",
        "ActionGeo_CountryCode": one.town[6],
        "ActionGeo_Lat": at[0],
        "ActionGeo_Long": at[1],
    }
    if rng.random() < 0.05:
        row |= {"ActionGeo_Type": 5, "ActionGeo_FullName": f"{one.town[3]}, {one.town[4]}"}
    for side, who in zip("12", sides, strict=True):
        label, land, role = (
            ACTORS[who][4]
            if who in ACTORS
            else ("CIVILIAN", "", "CVL")
            if who == "civilians"
            else ("PROTESTER", "", "OPP")
            if who == "protesters"
            else ("GUNMAN", "", "UAF")
            if who
            else CROWD
        )
        if rng.random() < 0.2:
            label, land, role = CROWD
        row |= {f"Actor{side}Name": label, f"Actor{side}CountryCode": land, f"Actor{side}Type1Code": role}
    return row


def measured(pairs: set[tuple[str, str]], truth: set[tuple[str, str]]) -> tuple[float, float]:
    """Precision and recall of found pairs."""
    right = len(pairs & truth)
    return right / max(1, len(pairs)), right / max(1, len(truth))
