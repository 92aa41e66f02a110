"""Domains that say nothing about where somebody works."""

# Everybody can have an address there, so two people who do need not know each other.
PUBLIC_MAIL = frozenset(
    """
    aol.com aol.de arcor.de bluewin.ch email.de fastmail.com freenet.de gmail.com gmx.at gmx.ch
    gmx.com gmx.de gmx.eu gmx.info gmx.net gmx.org googlemail.com hey.com hotmail.com hotmail.de
    hushmail.com icloud.com kabelmail.de live.com live.de mac.com magenta.de mail.com mail.de
    mail.ru mailbox.org me.com mein.gmx msn.com online.de outlook.com outlook.de pm.me posteo.at
    posteo.ch posteo.com posteo.de posteo.eu posteo.net posteo.org proton.me protonmail.ch
    protonmail.com riseup.net rocketmail.com t-online.de tutanota.com tutanota.de tuta.com tuta.io
    tutamail.com unitybox.de vodafone.de vodafonemail.de web.de yahoo.com yahoo.de yandex.com
    ymail.com zoho.com zohomail.eu
    """.split()  # noqa: SIM905 - one word a domain is easier to read and to add to
)
# Reserved for examples (RFC 2606): nobody works there.
INVENTED = frozenset({"example.com", "example.net", "example.org"})
