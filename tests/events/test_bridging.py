"""Places that a sentence names only as "the city", "the peninsula" or "there"."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from timeline.events.bridging import bridged_place
from timeline.events.context import ArticleContext

if TYPE_CHECKING:
    from spacy.language import Language

TEXTS = [  # text, predicate, place or None
    ("Kharkiv woke to sirens. A missile fell on a block in the city centre on Monday.", "fell", "Kharkiv"),
    ("Two men died in Odesa on Friday. On Saturday drones hit the city again.", "hit", "Odesa"),
    ("Crimea was quiet until dawn. Then missiles struck two airfields on the peninsula.", "struck", "Crimea"),
    ("Fighters took Nyala in May. Shells killed three people there on Sunday.", "killed", "Nyala"),
    (
        "Drones flew over the Kherson region. A farmer was killed in the region on Friday.",
        "killed",
        "Kherson Oblast",
    ),
    ("Aid reached Zamzam camp in June. Gunmen attacked the camp a week later.", "attacked", "Zamzam camp"),
    ("Sudan's war goes on. Troops crossed a bridge in the capital on Friday.", "crossed", "Khartoum"),
    ("Kharkiv woke to sirens. City officials opened three shelters.", "opened", None),
    ("Kharkiv woke to sirens. Troops shelled a city on Monday.", "shelled", None),
    ("Moscow rejected the charge. A missile fell on the city centre on Monday.", "fell", None),
    ("KYIV, May 24 - Bombs killed two people in the village on Monday.", "killed", None),
    ("Bombs hit a crowded Kharkiv hardware store on Saturday.", "hit", "Kharkiv"),
    (
        "Drones set fire to Port Sudan. On Monday they struck a depot on the edge of the city.",
        "struck",
        "Port Sudan",
    ),
    ("Drones flew over Nyala. Explosions were heard in the city.", "Explosions", "Nyala"),
    ("A missile landed in the centre of Kharkiv, near a post office.", "landed", "Kharkiv"),
    ("Work at South Hospital in El Fasher stopped after fighters stormed it.", "stormed", "El Fasher"),
    ("The RSF left Wad Madani in May. The army hit it with drones.", "hit", "Wad Madani"),
    ("The RSF left Wad Madani in May. The army denied it.", "denied", None),
    ("Troops attacked Tehran forces on Saturday.", "attacked", None),
    ("Kharkiv officials opened three shelters.", "opened", None),
    ("Shells hit the city on Monday.", "hit", None),
    ("A raid hit a clinic in Bria. Six people were killed.", "killed", "Bria"),
    ("A raid hit a clinic in Bria.\n\nSix people were killed.", "killed", None),
    ("A raid hit a clinic in Bria. Six people were killed on Friday.", "killed", None),
    ("Ministers met in Nairobi. Six people were killed.", "killed", None),
    ("Raids hit Bria and Bangui. Six people were killed.", "killed", None),
    ("The hospital in Sumy has closed. There were no deaths.", "were", None),
    # a building stands where the article has put it
    ("Troops retook the palace in Khartoum. A drone struck the grounds of the palace.", "struck", "Khartoum"),
    ("Rebels left Port Sudan's airport in May. Drones hit the airport on Monday.", "hit", "Port Sudan"),
    ("Clinics in Goma closed. Gunmen raided the clinic on Monday.", "raided", None),
    ("A market in Goma closed. Gunmen raided a market on Monday.", "raided", None),
    (
        "The hospital in Goma is full, the hospital in Bukavu is not. Gunmen raided the hospital.",
        "raided",
        None,
    ),
    ("London's embassy was shut in May. A mob stormed the embassy on Monday.", "stormed", None),
]


@pytest.mark.model
@pytest.mark.parametrize(("text", "predicate", "expected"), TEXTS)
def test_bridged_place(nlp: Language, text: str, predicate: str, expected: str | None) -> None:
    doc = nlp(text)
    token = [token for token in doc if token.text == predicate][-1]
    place = bridged_place([token], ArticleContext.of(doc))
    assert (place.name if place else None) == expected
    if place is not None:
        assert text[place.start : place.end] == place.text
        assert place.latitude is not None


@pytest.mark.model
def test_a_site_with_a_name_is_where_the_article_puts_it(nlp: Language) -> None:
    doc = nlp("Gunmen stormed South Hospital on Saturday. Work at South Hospital in El Fasher stopped.")
    place = ArticleContext.of(doc).sites.named("South Hospital")
    assert place is not None
    assert place.name == "El Fasher"
    assert ArticleContext.of(doc).sites.named("North Hospital") is None
    embassy = nlp("The U.S. Embassy in Nairobi was hit. Staff left the U.S. Embassy.")
    assert ArticleContext.of(embassy).sites.named("U.S. Embassy") is None
