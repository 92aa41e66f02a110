"""Words that two texts may share without speaking of the same thing, in German and English.

PostgreSQL's own lists know few of them: neither «unserem» nor «dass». Words that mean something in
another place («Sucht», «Laden») are no filler.
"""

from hub.core.text import plain_words

TEXT = """
unser unsere unserem unseren unserer unseres euer eure eurem euren eurer dein deine deinen ihre
ihrem ihren ihrer dessen deren dass wer wem wen wessen was welche welchem welchen welcher welches
wie wieviel wofür womit worauf wozu weshalb warum jemand niemand keiner irgend etwas nichts selbst
viel viele vielem vielen vieler vieles wenig wenige wenigem wenigen weniger mehr mehrere mehreren
meist meiste meisten alle allen aller alles ganz ganze ganzen ganzer ganzes jede jedem jeden jeder
jedes jeweils einzeln einzelne einzelnen einzelner eigen eigene eigenem eigenen eigener eigenes
andere anderem anderen anderer anderes weitere weiteren weiterer gleich gleiche gleichen beide
beiden manche manchen manches einige einigen einiges
zwei drei vier fünf sechs sieben acht neun zehn elf zwölf hundert tausend halb halbe halben erste
ersten erster erstes zweite zweiten dritte dritten letzte letzten
vorher nachher bevor bisher heute morgen gestern jetzt gerade immer nie niemals oft selten schon
noch erst früh früher spät später lang lange länger kurz kurze kurzen bald wieder nochmal zuerst
zuletzt dann danach davor dabei dafür damit daran darauf daraus darin darüber davon dazu hier dort
überall sowie sondern jedoch dennoch trotzdem deshalb daher also etwa rund fast genau nur auch
besonders ungefähr statt ohne ab bis je
tag tage tagen tages täglich stunde stunden minute minuten sekunde sekunden woche wochen monat
monate monaten jahr jahre jahren jahres zeit zeiten mal
groß große großen großer größer klein kleine kleinen kleiner gut gute guten guter besser beste
besten neu neue neuen neuer neues einfach einfache einfachen schnell schneller schnelle wichtig
richtig möglich verfügbar nötig nahe weit hoch hohe hohen niedrig
steht stehen stand kommt kommen kam geht gehen ging gibt geben gab macht machen liegt liegen lag
bleibt bleiben braucht brauchen findet finden fand fragen fragt weiß wissen kennt kennen zeigt zeigen
sagt sagen nimmt nehmen nutzt nutzen bringt bringen führt führen hält halten stellt stellen setzt
setzen sieht sehen läuft laufen lässt lassen hilft helfen schafft schaffen bekommt bekommen erfährt
erfahren möchten möchte wollen will können kann könnte müssen muss sollen soll sollten dürfen darf
werden wird wurde wurden worden haben hatte hatten wären wäre würde würden gibt's probieren
ausprobieren erproben suchen suche gesucht anbieten bieten bietet arbeiten arbeitet arbeit
entwickeln entwickelt verbessern ermöglichen ermöglicht unterstützen unterstützt
team teams startup startups gründer gründerin gründerinnen unternehmen firma firmen partner
partnern pilot piloten pilotprojekt pilotprojekte projekt projekte lösung lösungen produkt produkte
plattform plattformen idee ideen ansatz ansätze angebot angebote thema themen problem probleme
herausforderung herausforderungen aufgabe aufgaben beispiel beispiele art weise fall fälle teil teile
stück seite seiten ende anfang grund gründe hand leute mensch menschen person personen leipzig
leipziger sachsen

our ours your yours their theirs whose who whom which what how why someone somebody nobody anyone
everyone everybody something nothing anything itself themselves many much more most few fewer less
several every each all both other others another same own whole single
one two three four five six seven eight nine ten eleven twelve hundred thousand half first second
third last next
before after again already always never often today tomorrow yesterday now soon later early earlier
late long longer short then there here also only just still even almost about around without within
instead however therefore especially exactly per via
day days daily hour hours minute minutes week weeks month months year years time times
big large larger small smaller good better best new easy simple fast faster quick quickly important
possible available high low near far full
stand stands come comes coming came goes going went get gets getting got give gives given make makes
making made take takes taking took need needs needed find finds finding found know knows known show
shows shown tell tells use uses used using bring brings keep keeps put puts set sets see sees seen
look looks looking run runs running let lets help helps ask asks asked want wants would could should
must may might will shall can cannot like try tries trying work works working
develop develops improve improves enable enables support supports offer offers exist exists
team startup founder founders company companies partner partners pilot pilots project projects
solution solutions product products platform platforms idea ideas approach topic topics problem
problems challenge challenges task tasks example examples kind way ways case cases part parts piece
side sides end start reason reasons people person persons left back
"""
WORDS = frozenset(plain_words(TEXT))
