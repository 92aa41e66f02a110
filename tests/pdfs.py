"""PDFs made to order: clean ones, and one for each thing the upload gate must refuse."""

import io
import zlib

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream, String

A4 = [0, 0, 595, 842]


def clean(pages=3, **save):
    """A small deck of real pages with a line of text each."""
    return written(document(pages), **save)


def document(pages=3):
    pdf = pikepdf.new()
    font = pdf.make_indirect(
        Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    )
    for number in range(1, pages + 1):
        pdf.add_blank_page(page_size=(595, 842))
        page = pdf.pages[-1]
        page.Resources = Dictionary(Font=Dictionary(F1=font))
        page.Contents = Stream(pdf, f"BT /F1 24 Tf 72 720 Td (Page {number}) Tj ET".encode())
    return pdf


def written(pdf, **save):
    out = io.BytesIO()
    pdf.save(out, **save)
    return out.getvalue()


def padded(size, pages=1):
    """A clean PDF of at least `size` bytes that do not compress."""
    import random

    pdf = document(pages)
    pdf.Root.Noise = Stream(pdf, random.Random(size).randbytes(size))
    return written(pdf, compress_streams=False)


# What a PDF must not contain, each in two disguises


def changed(change, **save):
    pdf = document()
    change(pdf)
    return written(pdf, **save)


def script():
    return Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def script_on_open():
    return changed(lambda pdf: pdf.Root.__setattr__("OpenAction", script()))


def script_in_names_packed():
    """In the name tree, inside a compressed object stream, its code in a stream."""

    def change(pdf):
        code = pdf.make_indirect(Stream(pdf, b"app.alert(1)"))
        action = pdf.make_indirect(Dictionary(S=Name.JavaScript, JS=code))
        pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("a"), action])))

    return changed(change, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def script_when_page_opens():
    return changed(lambda pdf: pdf.pages[1].__setattr__("AA", Dictionary(O=script())))


def script_name_written_in_hex():
    return script_on_open().replace(b"/JavaScript", b"/#4aava#53cript").replace(b"/JS", b"/#4aS")


def action(**entries):
    return lambda pdf: pdf.Root.__setattr__("OpenAction", Dictionary(**entries))


def launch():
    return changed(action(S=Name.Launch, F=String("cmd.exe")))


def annotation(pdf, page=0, **entries):
    entry = Dictionary(Type=Name.Annot, Rect=Array([0, 0, 9, 9]), **entries)
    pdf.pages[page].Annots = Array([pdf.make_indirect(entry)])


def launch_behind_a_link():
    go = Dictionary(S=Name.Launch, F=String("\\\\host\\share\\run.bat"))
    return changed(lambda pdf: annotation(pdf, 2, Subtype=Name.Link, A=go))


def submit_form():
    return changed(action(S=Name.SubmitForm, F=String("https://example.org/")))


def remote_document():
    return changed(action(S=Name.GoToR, F=String("\\\\host\\share\\a.pdf"), D=Array([0])))


def embedded_file():
    def change(pdf):
        pdf.attachments["run.exe"] = pikepdf.AttachedFileSpec(pdf, b"MZ" + b"\0" * 99)

    return changed(change)


def file_pinned_to_a_page():
    def change(pdf):
        data = pdf.make_indirect(Stream(pdf, b"MZ", Type=Name.EmbeddedFile))
        spec = Dictionary(Type=Name.Filespec, F=String("a.exe"), EF=Dictionary(F=data))
        annotation(pdf, Subtype=Name.FileAttachment, FS=spec)

    return changed(change)


def portfolio():
    return changed(lambda pdf: pdf.Root.__setattr__("Collection", Dictionary(View=Name.T)))


def associated_file():
    def change(pdf):
        data = pdf.make_indirect(Stream(pdf, b"<a/>", Type=Name.EmbeddedFile))
        spec = Dictionary(Type=Name.Filespec, F=String("a.xml"), EF=Dictionary(F=data))
        pdf.Root.AF = Array([pdf.make_indirect(spec)])

    return changed(change, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def xfa():
    def change(pdf):
        form = pdf.make_indirect(Stream(pdf, b"<xdp:xdp/>"))
        pdf.Root.AcroForm = Dictionary(Fields=Array([]), XFA=form)

    return changed(change)


def xfa_in_parts():
    def change(pdf):
        part = pdf.make_indirect(Stream(pdf, b"<template/>"))
        form = Dictionary(Fields=Array([]), XFA=Array([String("template"), part]))
        pdf.Root.AcroForm = pdf.make_indirect(form)

    return changed(change, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def rich_media():
    content = Dictionary(Configurations=Array([]))
    return changed(lambda pdf: annotation(pdf, Subtype=Name.RichMedia, RichMediaContent=content))


def film():
    return changed(lambda pdf: annotation(pdf, Subtype=Name.Screen, A=action_of("Rendition")))


def action_of(name):
    return Dictionary(S=Name("/" + name), OP=0)


def encrypted(user="geheim"):
    return clean(encryption=pikepdf.Encryption(owner="owner", user=user, R=6))


def old_encryption():
    """Opens without a password, but is encrypted all the same (40 bits)."""
    return clean(
        encryption=pikepdf.Encryption(owner="owner", user="", R=2, aes=False, metadata=False)
    )


def without_pages():
    pdf = pikepdf.new()
    return written(pdf)


def without_page_tree():
    return clean().replace(b"/Pages ", b"/Pagez ")


HTML = b"<!DOCTYPE html><html><body><script src='/canary'></script></body></html>"


def html_before():
    return HTML + b"\n" + clean()


def html_in_the_head():
    first, rest = clean().split(b"\n", 1)
    return first + b"\n%" + HTML + b"\n" + rest


def html_after():
    return clean() + HTML * 3


def html_before_a_second_end():
    return clean() + HTML + b"\n%%EOF\n"


def truncated(part=0.5):
    whole = padded(20_000, pages=5)
    return whole[: int(len(whole) * part)]


def garbled():
    """Head and foot of a PDF, noise between."""
    return b"%PDF-1.7\n" + bytes(range(1, 256)) * 40 + b"\nstartxref\n99\n%%EOF\n"


# Bombs


def flate_bomb(unpacked=300 * 1024**2):
    packer = zlib.compressobj(9)
    block = b"\0" * 1024**2
    packed = b"".join(packer.compress(block) for _ in range(unpacked // len(block)))
    packed += packer.flush()
    pdf = document(1)
    pdf.pages[0].Contents = Stream(pdf, packed, Filter=Name.FlateDecode)
    return written(pdf, compress_streams=False)


def many_pages(count=100_000):
    kids = b" ".join(b"3 0 R" if i == 0 else b"%d 0 R" % (i + 3) for i in range(count))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count %d/Kids[%s]>>" % (count, kids),
    ]
    objects += [b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"] * count
    return raw(objects)


def deep_page_tree(depth=50_000):
    objects = [b"<</Type/Catalog/Pages 2 0 R>>"]
    objects += [b"<</Type/Pages/Count 1/Kids[%d 0 R]>>" % (i + 3) for i in range(depth)]
    objects.append(b"<</Type/Page/MediaBox[0 0 9 9]>>")
    return raw(objects)


def recursive_pages():
    return raw([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1/Kids[2 0 R 2 0 R]>>"])


def nested_arrays(depth=500_000):
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Deep %s%s>>" % (
        b"[" * depth,
        b"]" * depth,
    )
    return raw([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1/Kids[3 0 R]>>", page])


def endless_xref(entries=900_000):
    """A cross-reference table with a line for each of a million objects that are not there."""
    head = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    table = b"xref\n0 %d\n" % entries + b"0000000009 00000 n \n" * entries
    end = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (entries, len(head))
    return head + table + end


def object_stream_bomb(unpacked=500 * 1024**2):
    """A compressed object stream that unpacks to half a gigabyte."""
    packer = zlib.compressobj(9)
    block = b" " * 1024**2
    head = b"2 0 " + b" " * 996
    packed = packer.compress(head) + packer.compress(b"<</Type/Pages/Count 1/Kids[3 0 R]>>")
    packed += b"".join(packer.compress(block) for _ in range(unpacked // len(block)))
    packed += packer.flush()
    stream = b"<</Type/ObjStm/N 1/First 1000/Filter/FlateDecode/Length %d>>stream\n%s\nendstream"
    body = b"%PDF-1.5\n"
    places = {}
    for number, text in (
        (1, b"<</Type/Catalog/Pages 2 0 R>>"),
        (3, b"<</Type/Page/MediaBox[0 0 9 9]>>"),
        (4, stream % (len(packed), packed)),
    ):
        places[number] = len(body)
        body += b"%d 0 obj%s\nendobj\n" % (number, text)
    places[5] = len(body)
    rows = [(0, 0, 0), (1, places[1], 0), (2, 4, 0), (1, places[3], 0), (1, places[4], 0)]
    rows.append((1, places[5], 0))
    table = b"".join(
        bytes([kind]) + where.to_bytes(4, "big") + bytes([n]) for kind, where, n in rows
    )
    body += (
        b"5 0 obj<</Type/XRef/Size 6/W[1 4 1]/Root 1 0 R/Length %d>>stream\n%s\nendstream\nendobj\n"
        % (
            len(table),
            table,
        )
    )
    return body + b"startxref\n%d\n%%%%EOF\n" % places[5]


def raw(objects):
    """A PDF with these numbered objects, its table right."""
    out, places = [b"%PDF-1.4\n"], []
    size = len(out[0])
    for number, text in enumerate(objects, start=1):
        line = b"%d 0 obj%s\nendobj\n" % (number, text)
        places.append(size)
        size += len(line)
        out.append(line)
    out.append(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out += [b"%010d 00000 n \n" % place for place in places]
    out.append(
        b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, size)
    )
    return b"".join(out)


PACKED = pikepdf.ObjectStreamMode.generate


def archive():
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("ppt/presentation.xml", "<a/>")
    return out.getvalue()


def archive_inside():
    """A ZIP that carries a PDF: the archive's own end lies in a stream, the PDF's behind it."""
    pdf = document()
    pdf.Root.Noise = Stream(pdf, archive())
    return written(pdf, compress_streams=False)


def with_links_and_outline():
    """What real decks have: a web link, a jump, an outline, a place to open at, metadata."""
    pdf = document()
    link = Dictionary(S=Name.URI, URI=String("https://www.example.org/"))
    annotation(pdf, Subtype=Name.Link, A=link)
    pdf.Root.OpenAction = Array([pdf.pages[0].obj, Name.Fit])
    with pdf.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem("Problem", 1))
    with pdf.open_metadata() as metadata:
        metadata["dc:title"] = "Wärmepuls <2026> & Freunde"
    return written(pdf, compress_streams=False)


def with_noise(data):
    """A clean document that carries some bytes in a stream of their own, uncompressed."""
    pdf = document()
    pdf.Root.Noise = Stream(pdf, data)
    return written(pdf, compress_streams=False)


def tar_around():
    """Opens as a PDF and as a tape archive: the name of its first member is the PDF's head."""
    first, rest = clean().split(b"\n", 1)
    head = first + b"\n%"
    return head + b"-" * (257 - len(head)) + b"ustar\x0000" + b"-" * 247 + b"\n" + rest
