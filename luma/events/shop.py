"""The shop and its public: everything that is drawn by lot is listed here, most of it with a weight."""

from typing import NamedTuple


class Product(NamedTuple):
    name: str
    section: str
    price: float


PRODUCTS = [
    Product(f"{maker} {thing}", section, round(price * factor, 2))
    for maker, factor in (("alder", 1.0), ("birk", 1.25), ("cedra", 0.8), ("dunewind", 1.6), ("elmo", 0.7))
    for thing, section, price in (
        ("rain shell", "women: jackets", 89.0),
        ("running tights", "women: bottoms", 54.0),
        ("studio top", "women: tops", 38.0),
        ("trail jacket", "men: jackets", 95.0),
        ("training shorts", "men: bottoms", 36.0),
        ("merino tee", "men: tops", 45.0),
        ("day pack", "gear: bags", 62.0),
        ("yoga mat", "gear: fitness", 29.0),
        ("cork block", "gear: fitness", 12.0),
        ("steel bottle", "gear: fitness", 19.0),
    )
]
SECTIONS = sorted({product.section for product in PRODUCTS})
COLOURS = ["blue", "black", "red", "grey", "green", "none"]
SIZES = ["xs", "s", "m", "l", "xl", "none"]
SITE = "https://shop.luma.example"

# city, state, country: weight
PLACES = {
    ("denver", "co", "US"): 12,
    ("san jose", "ca", "US"): 11,
    ("new york", "ny", "US"): 10,
    ("chicago", "il", "US"): 8,
    ("austin", "tx", "US"): 7,
    ("boston", "ma", "US"): 6,
    ("seattle", "wa", "US"): 5,
    ("toronto", "on", "CA"): 4,
    ("london", "eng", "UK"): 5,
    ("dublin", "d", "IE"): 2,
    ("berlin", "be", "DE"): 3,
    ("basel", "bs", "CH"): 2,
    ("paris", "idf", "FR"): 2,
    ("sydney", "nsw", "AU"): 3,
    ("bengaluru", "ka", "IN"): 4,
}
LANGUAGES = {"en-US": 60, "en-US,en;q=0.9": 20, "en-GB,en;q=0.9": 10, "de-CH,de;q=0.9": 5, "fr-FR,fr;q=0.9": 5}
SCREENS = {(1920, 1050): 30, (1440, 810): 25, (1280, 720): 20, (980, 1650): 15, (390, 760): 10}
APPS = {
    ("Luma Shop (2.1)", "iOS", "17.2"): 60,
    ("Luma Shop (2.0)", "iOS", "16.7"): 20,
    ("Luma Shop (2.1)", "Android", "14"): 20,
}


class Arrival(NamedTuple):
    """How a visit to the web shop begins; `code` is the same in the older numbering that first visits carry."""

    type: str
    code: str
    URL: str | None
    engine: str | None = None
    is_paid: bool = False


ARRIVALS = {
    Arrival("typed_bookmarked", "6", None): 40,
    Arrival("external", "2", "https://blog.outdoor.example/tests"): 20,
    Arrival("search_engine", "3", "https://www.google.com", "Google"): 15,
    Arrival("search_engine", "3", "https://www.bing.com", "Microsoft Bing", is_paid=True): 15,
    Arrival("social", "9", "https://social.example/feed"): 10,
}
KEYWORDS = ["luma", "yoga mat", "rain jacket", "::empty::"]
IN_APP = Arrival("unknown", "8", None)
