"""The columns of an events file, nested as stored: the same names and types as the public Luma events have."""

import pyarrow as pa

TEXT, WHOLE, LONG, NUMBER, YES_NO = pa.string(), pa.int32(), pa.int64(), pa.float64(), pa.bool_()
TIME = pa.timestamp("ms")


def _object(**fields: pa.DataType) -> pa.DataType:
    return pa.struct(list(fields.items()))


_COUNT = _object(value=NUMBER)
_REFERRER = _object(type=TEXT, URL=TEXT)
_ANALYTICS = _object(
    event1to100=_object(event2=_COUNT),
    endUser=_object(
        firstTimestamp=LONG,
        firstWeb=_object(webPageDetails=_object(name=TEXT, URL=TEXT), webReferrer=_REFERRER),
    ),
    session=_object(
        timestamp=LONG,
        num=WHOLE,
        web=_object(webReferrer=_REFERRER),
        depth=WHOLE,
        search=_object(isPaid=YES_NO, pageDepth=WHOLE, searchEngine=TEXT, keywords=TEXT),
    ),
    customDimensions=_object(eVars=_object(eVar10=TEXT, eVar11=TEXT, eVar12=TEXT, eVar17=TEXT, eVar18=TEXT)),
)
_MCID = _object(id=TEXT, namespace=_object(code=TEXT), primary=YES_NO)
_BROWSER = _object(
    javaScriptEnabled=YES_NO, cookiesEnabled=YES_NO, acceptLanguage=TEXT, viewportWidth=WHOLE, viewportHeight=WHOLE
)
LAYOUT = pa.schema(
    {
        "_id": TEXT,
        "timestamp": TIME,
        "receivedTimestamp": TIME,
        "endUserIDs": _object(_experience=_object(mcid=_MCID)),
        "application": _object(name=TEXT, crashes=_COUNT, launches=_COUNT, firstLaunches=_COUNT),
        "productListItems": pa.list_(pa.field("element", _object(SKU=TEXT, quantity=WHOLE, priceTotal=NUMBER))),
        "commerce": _object(
            productListViews=_COUNT,
            checkouts=_COUNT,
            purchases=_COUNT,
            productListAdds=_COUNT,
            order=_object(currencyCode=TEXT, purchaseID=TEXT),
            productListOpens=_COUNT,
            productViews=_COUNT,
        ),
        "web": _object(
            webPageDetails=_object(name=TEXT, URL=TEXT, isHomePage=YES_NO, siteSection=TEXT, pageViews=_COUNT),
            webInteraction=_object(type=TEXT, name=TEXT, linkClicks=_COUNT, URL=TEXT),
            webReferrer=_REFERRER,
        ),
        "placeContext": _object(geo=_object(city=TEXT, stateProvince=TEXT, countryCode=TEXT)),
        "marketing": _object(trackingCode=TEXT),
        "environment": _object(browserDetails=_BROWSER, operatingSystem=TEXT, operatingSystemVersion=TEXT),
        "_experience": _object(analytics=_ANALYTICS),
        "search": _object(isPaid=YES_NO, searchEngine=TEXT, keywords=TEXT, pageDepth=WHOLE),
    }
)
