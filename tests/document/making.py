"""Realistic printed certificates: in English with accents and Greek, in Arabic, and one with many objects."""

import hashlib
import io
from collections.abc import Iterable
from dataclasses import replace

from PIL import Image, ImageDraw

from certapp.formdef.printed import (
    Attachment,
    PrintedBox,
    PrintedCertificate,
    PrintedField,
    PrintedObject,
    PrintedPhotograph,
    PrintedSheet,
)

NUMBER = "XA-2026-01-000123-K"
CODE = "XCERTB" + "".join("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[(i * 7 + i // 5) % 32] for i in range(960))
DATED = 1795392000
NOTES = (
    "To verify: scan the code with the verification program, or hand it this file. No network is needed.",
    "The printed sheet is genuine only if the program says so.",
)


def jpeg(width: int, height: int, shade: int = 120) -> bytes:
    """A picture that is not the same in any two places, so that turning or mirroring it would show."""
    picture = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    draw = ImageDraw.Draw(picture)
    draw.ellipse((width // 5, height // 6, width * 4 // 5, height * 5 // 6), fill=(shade, 90, 60))
    draw.rectangle((0, 0, width // 8, height // 12), fill=(200, 30, 30))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=80)
    return out.getvalue()


def photograph(width: int = 900, height: int = 1200, caption: str = "Front", shade: int = 120) -> PrintedPhotograph:
    data = jpeg(width, height, shade)
    return PrintedPhotograph(hashlib.sha256(data).hexdigest(), data, caption, width, height)


def box(
    number: str,
    label: str,
    text: str | Iterable[tuple[str, str]],
    place: tuple[float, float, float, float],
    overflow: str = "SUPPLEMENT",
    special: str = "",
    strike: bool = True,
) -> PrintedBox:
    pairs = [(label, text)] if isinstance(text, str) else list(text)
    fields = tuple(PrintedField(f"box{number}.{i}", name, words) for i, (name, words) in enumerate(pairs))
    return PrintedBox(number, label, fields, *place, overflow, strike, special)  # type: ignore[arg-type]


def english() -> PrintedCertificate:
    """A painting with accents, Greek letters, one long description."""
    long = (
        "Oil on canvas showing the harbour of Ποσειδωνία at dusk, fishing boats in the foreground; "
        "canvas relined, stretcher replaced, signed lower right “J. Čapek”. "
    ) * 4
    boxes = (
        box("1", "Applicant", "Galerie Müller & Søn\n12 Rue de l’Œuvre\nPort Example, XA", (12, 34, 62, 31)),
        box("2", "Representative", "", (74, 34, 62, 31)),
        box(
            "3",
            "Issuing authority",
            [
                ("Authority", "Department of Antiquities"),
                ("Office", "Port Example, 01"),
                ("Legal basis", "Act 12/1998"),
            ],
            (136, 34, 62, 31),
        ),
        box(
            "5",
            "Consignee and country of destination",
            "Ástríður Þórðardóttir\nReykjavík, Iceland",
            (12, 65, 62, 34),
        ),
        box("7", "Owner", "Nguyễn Văn Đức", (74, 65, 62, 34)),
        box(
            "4",
            "Certificate",
            [
                ("Number", NUMBER),
                ("Valid from", "2026-11-23"),
                ("Valid until", "2027-11-22"),
                ("Replaces", ""),
            ],
            (136, 65, 62, 34),
            "SHRINK",
        ),
        box("6", "Kind of export", "Permanent", (12, 99, 62, 20), "SHRINK"),
        box("8", "Purpose and legal status", "Sale; private property", (74, 99, 62, 20)),
        box("19", "Number of objects", "1", (136, 99, 31, 20), "ERROR"),
        box("20", "Value", "EUR 12 500.00", (167, 99, 31, 20)),
        box("9", "Type of object", "Painting", (12, 119, 62, 18)),
        box("10", "Title or subject", "Λιμήν – The Harbour at Dusk", (74, 119, 62, 18)),
        box("11", "Maker", "Jiří Čapek (1887–1945)", (12, 137, 62, 16)),
        box("12", "Date or period", "1923", (74, 137, 62, 16)),
        box("13", "Materials and techniques", "oil paint; canvas; painted", (12, 153, 62, 16)),
        box("14", "Measurements", "height 42.5 cm; width 28 cm; depth 2.5 cm; 3.5 kg", (74, 153, 62, 16)),
        box("22", "Photograph", "", (136, 119, 62, 72), special="photograph"),
        box("15", "Inscriptions and markings", "ΑΘΕ; “ex libris Ἀθηνᾶ”", (12, 169, 62, 22)),
        box("16", "Distinguishing features and condition", "Craquelure at upper left. " * 3, (74, 169, 62, 22)),
        box("17", "Description and origin", long, (12, 191, 124, 18)),
        box("18", "Category and tariff code", "Pictures, paintings and drawings; 9701.21", (12, 209, 62, 18)),
        box("21", "Documents attached", "", (74, 209, 62, 18)),
        box("25", "Issuing authority: code", "", (136, 191, 62, 66), special="code"),
        box("24", "Applicant’s declaration and signature", "", (12, 227, 62, 20), special="declaration"),
        box("23", "Supplementary pages", "", (74, 227, 62, 20), special="supplement"),
        box("26", "Customs office of export", "", (12, 247, 62, 32), special="customs"),
        box("27", "Customs office of exit", "", (74, 247, 62, 32), special="customs"),
        box("", "Signature of the issuing authority", "", (136, 257, 62, 22), special="signature"),
    )
    fields = tuple(
        PrintedField(f"objects.{key}", name, words)
        for key, name, words in (
            ("type", "Type of object", "Painting"),
            ("title", "Title", "Λιμήν – The Harbour at Dusk"),
            ("description", "Description and origin", long),
            ("measurements", "Measurements", "height 42.5 cm; width 28 cm; depth 2.5 cm; 3.5 kg"),
        )
    )
    record = b"\xa2\x01\x02\x03\x04" * 40
    front, back = photograph(), photograph(1600, 1200, "Back", 60)
    return PrintedCertificate(
        title="Export certificate for cultural objects",
        authority="Republic of Exampleland · Department of Antiquities",
        language="en",
        number=NUMBER,
        code_text=CODE,
        dated=DATED,
        sheets=(
            PrintedSheet("Export certificate for cultural objects", "Sheet 1 – for the holder", boxes, NOTES),
            PrintedSheet(
                "Export certificate for cultural objects", "Sheet 2 – for the issuing authority", boxes, NOTES
            ),
        ),
        supplement=(PrintedField("provenance", "Provenance", "Acquired 1951 by exchange; since then in one family."),),
        objects=(PrintedObject(1, "Object 1 – Λιμήν – The Harbour at Dusk", fields, (front, back)),),
        attachments=(
            Attachment("record.cbor", record, "application/cbor", "Data", "The record of this certificate"),
            Attachment("front.jpg", jpeg(1200, 1600), "image/jpeg", "Source", "Photograph: front"),
        ),
        preview=False,
        watermark="",
    )


def preview() -> PrintedCertificate:
    return replace(
        english(),
        preview=True,
        number="",
        code_text="",
        watermark="PRINT_PREVIEW",
        attachments=(),
    )


def arabic() -> PrintedCertificate:
    """A manuscript: Arabic words, Latin addresses, sizes and dates inside Arabic sentences."""
    words = {
        "1": ("مقدم الطلب", "مكتبة المخطوطات الوطنية\nشارع المتحف ١\nميناء المثال"),
        "3": ("الجهة المصدرة", "إدارة الآثار"),
        "5": ("المرسل إليه", "Atelier de restauration du papier\n3 quai des Livres\nParis, France"),
        "7": ("المالك", "وزارة الأوقاف"),
        "6": ("نوع التصدير", "مؤقت، تاريخ العودة 2027-03-31"),
        "10": ("العنوان", "كتاب في علم الفلك"),
        "11": ("الصانع", "محمد بن أحمد"),
        "12": ("التاريخ", "القرن الرابع عشر (1301-1400)"),
        "14": ("القياسات", "الارتفاع 24.5 x 17 x 3.2 cm; 3.5 kg، ١٢٤ ورقة"),
        "17": (
            "الوصف",
            "مَخْطُوطٌ عَلَى وَرَقٍ، ١٢٤ ورقة، بخط نسخي، مع رسوم فلكية بالحبر الأحمر والأسود. "
            "3 quai des Livres, Paris هو عنوان ورشة الترميم، والرقم XA-2026-01-000123-K هو رقم الشهادة.",
        ),
    }
    base = english()
    renamed = []
    for each in base.sheets[0].boxes:
        label, text = words.get(each.number, (each.label, ""))
        multiple = len(each.fields) > 1 and each.number not in words
        fields = each.fields if multiple else (PrintedField(each.number, label, text),)
        renamed.append(replace(each, label=label, fields=fields))
    description = words["17"][1]
    return replace(
        base,
        title="شهادة تصدير الممتلكات الثقافية",
        authority="جمهورية المثال · إدارة الآثار",
        language="ar",
        sheets=(
            PrintedSheet(
                "شهادة تصدير الممتلكات الثقافية",
                "الورقة ١ – لحامل الشهادة",
                tuple(renamed),
                ("للتحقق: امسح الرمز ضوئياً.",),
            ),
        ),
        supplement=(),
        objects=(
            PrintedObject(
                1,
                "القطعة ١ – كتاب في علم الفلك",
                (
                    PrintedField("description", "الوصف", description),
                    PrintedField("name_latin", "الاسم", "National Manuscript Library"),
                    PrintedField("sizes", "القياسات", words["14"][1]),
                ),
                (photograph(caption="الصفحة الأولى"),),
            ),
        ),
    )


def many_objects(count: int = 34) -> PrintedCertificate:
    base = english()
    objects = tuple(
        PrintedObject(
            seq,
            f"Object {seq} – Pot {seq:02}",
            (
                PrintedField("type", "Type of object", "Vessel"),
                PrintedField("title", "Title", f"Pot {seq:02}, wheel-thrown, with incised waves"),
                PrintedField("description", "Description", f"Pot number {seq} from the excavation of 1974. " * 6),
                PrintedField("measurements", "Measurements", f"height {10 + seq}.5 cm; diameter 14 cm"),
            ),
            (photograph(1200, 900, "Side", 40 + seq * 5),),
        )
        for seq in range(1, count + 1)
    )
    return replace(base, objects=objects)
