/// What a column of a vendor's register table holds.
public enum TableColumn: String, Hashable, Sendable, CaseIterable {
    /// Where the register is.
    case address
    /// How its value is laid out.
    case type
    /// How many registers it has.
    case words
    /// How many bytes it has.
    case bytes
    /// What a step is worth.
    case scale
    /// What the raw value is divided by.
    case divisor
    /// The unit of the value.
    case unit
    /// What it is called.
    case name
    /// A second name, where the first says nothing.
    case description
    /// The quantity in the words of model files.
    case quantity
    /// Whether it is read or written.
    case access
    /// The function code, or the table.
    case function
    /// The order of the words.
    case order
    /// What else there is to know.
    case note
}

extension TableColumn {
    /// The words of headers, folded, the surest first: English, French, German, Italian.
    var headers: [String] {
        switch self {
        case .address:
            [
                "modbus address", "register address", "start address", "hex address", "address",
                "addr", "adresse modbus", "registeradresse", "startadresse", "modbusadresse",
                "modbus adresse", "adresse", "adr", "indirizzo modbus", "indirizzo registro",
                "indirizzo", "ind", "offset", "register number", "registernummer", "register no",
                "register nr", "modbus register", "parameter register", "register", "registre",
                "registro", "reg", "hex", "dec",
            ]
        case .type:
            [
                "data type", "datatype", "datentyp", "datenformat", "type de donnees",
                "type donnees", "tipo dati", "tipo di dati", "tipo dato", "data format", "type",
                "typ", "tipo", "format", "formato", "variable type", "codage",
            ]
        case .words:
            [
                "number of registers", "no of registers", "number of words", "no of words", "words",
                "registers", "register count", "length", "size", "count", "anzahl register",
                "anzahl worte", "registeranzahl", "anzahl", "lange", "laenge", "worte", "worter",
                "nombre de mots", "nb de mots", "nb mots", "mots", "longueur", "taille",
                "nombre de registres", "numero di parole", "parole", "word", "lunghezza",
                "numero registri", "n registri", "num registers", "len", "qty",
            ]
        case .bytes: ["bytes", "octets", "byte", "number of bytes", "length bytes"]
        case .scale:
            [
                "scale factor", "scaling factor", "scale", "scaling", "factor", "multiplier",
                "resolution", "faktor", "skalierung", "skalierungsfaktor", "auflosung",
                "aufloesung", "multiplikator", "facteur", "facteur d echelle", "echelle",
                "coefficient", "multiplicateur", "fattore", "fattore di scala", "scala",
                "moltiplicatore", "risoluzione", "coefficiente", "step", "lsb", "weight", "coef",
                "mult",
            ]
        case .divisor:
            [
                "divisor", "divider", "divide by", "gain", "teiler", "divisore", "diviseur",
                "div",
            ]
        case .unit:
            [
                "unit", "units", "einheit", "unite", "unites", "unita", "unita di misura", "uom",
                "engineering unit", "masseinheit", "udm", "um",
            ]
        case .name:
            [
                "name", "parameter", "register name", "parameter name", "variable", "nom",
                "designation", "libelle", "grandeur", "bezeichnung", "messgrosse", "messwert",
                "grosse", "parametername", "nome", "grandezza", "descrizione", "parametro",
                "measurement", "measurand", "signal", "label", "data", "point", "variabile",
                "parametre", "mesure", "misura",
            ]
        case .description:
            [
                "description", "beschreibung", "meaning", "bedeutung", "signification",
                "significato", "contents", "content", "definition", "details",
            ]
        case .quantity: ["quantity", "grandeur physique", "physical quantity"]
        case .access:
            [
                "access", "r w", "rw", "read write", "zugriff", "lesen schreiben", "acces",
                "accesso", "lecture ecriture", "lettura scrittura", "attribute", "permission",
                "l e", "mode",
            ]
        case .function:
            [
                "function code", "function", "functions", "fc", "funktionscode", "funktion",
                "code fonction", "fonction", "codice funzione", "funzione", "modbus function",
                "table", "register type", "space", "object type", "fct",
            ]
        case .order: ["word order", "byte order", "endianness", "wortfolge", "ordre des mots"]
        case .note:
            [
                "note", "notes", "remark", "remarks", "comment", "comments", "bemerkung",
                "bemerkungen", "hinweis", "anmerkung", "remarque", "remarques", "commentaire",
                "commentaires", "osservazioni", "annotazioni", "nota",
            ]
        }
    }
}
