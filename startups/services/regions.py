"""In which of the hub's regions a town lies; a first guess that staff correct."""

from hub.core.text import plain_words
from startups.models import Region

TOWNS = {
    Region.LEIPZIG: "leipzig",
    Region.SAXONY: "dresden chemnitz zwickau plauen gorlitz freiberg bautzen meissen pirna riesa"
    " markkleeberg taucha schkeuditz grimma wurzen delitzsch torgau borna mittweida hoyerswerda",
    Region.CENTRAL: "halle magdeburg dessau merseburg bitterfeld wittenberg naumburg weissenfels"
    " bernburg stendal halberstadt erfurt jena gera weimar gotha ilmenau eisenach suhl nordhausen"
    " altenburg",
    Region.GERMANY: "berlin hamburg munchen koln frankfurt stuttgart dusseldorf dortmund essen"
    " bremen hannover nurnberg duisburg bochum wuppertal bielefeld bonn munster karlsruhe mannheim"
    " augsburg wiesbaden monchengladbach braunschweig kiel aachen lubeck freiburg mainz rostock"
    " kassel saarbrucken potsdam oldenburg osnabruck heidelberg darmstadt regensburg wurzburg ulm"
    " heilbronn ingolstadt gottingen schwerin cottbus",
    Region.ABROAD: "wien zurich basel bern prag praha warschau breslau wroclaw graz linz london"
    " paris amsterdam kopenhagen stockholm oslo helsinki tallinn",
}
REGION_OF = {town: region for region, towns in TOWNS.items() for town in towns.split()}


def region_of(seat: str) -> str:
    """The region of the first town that is known; empty when none is: «Halle (Saale)» is central."""
    for word in plain_words(seat):
        if word in REGION_OF:
            return REGION_OF[word]
    return ""
