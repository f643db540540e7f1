/// Functions, tables and access as vendors' tables print them.
enum CellAccess {
    /// What a cell says of how a register is reached.
    struct Reach: Hashable {
        var tables: Set<RegisterDescription.Place> = []
        var isReadable = false
        var isWritable = false
    }

    /// Function codes, or the name of a table; nil where the cell is not understood.
    static func function(_ cell: String) -> Reach? {
        var reach = Reach()
        for word in FoldedText.words(cell) {
            switch word {
            case "holding", "haltend": reach.tables.insert(.holding)
            case "input", "eingang", "entree": reach.tables.insert(.input)
            case "coil", "coils": reach.tables.insert(.coil)
            case "discrete": reach.tables.formUnion([.discreteInput])
            case "both": reach.tables.formUnion([.holding, .input])
            case "x", "fc", "f", "h", "and", "or", "register", "registers", "read", "write", "hex",
                "function", "code", "inputs", "und", "et", "e", "d":
                break
            default:
                guard let code = Int(word), take(code, &reach) else { return nil }
            }
        }
        if reach.tables.contains(.discreteInput) { reach.tables.remove(.input) }
        return reach.tables.isEmpty && !reach.isWritable ? nil : reach
    }

    private static func take(_ code: Int, _ reach: inout Reach) -> Bool {
        switch code {
        case 0: return true
        case 1: reach.tables.insert(.coil)
        case 2: reach.tables.insert(.discreteInput)
        case 3:
            reach.tables.insert(.holding)
            reach.isReadable = true
        case 4:
            reach.tables.insert(.input)
            reach.isReadable = true
        case 5, 15: reach.isWritable = true
        case 6, 16, 10, 22, 23: reach.isWritable = true
        default: return false
        }
        return true
    }

    /// Reading and writing: `R`, `R/W`, `RO`, `L/E`, `lesen/schreiben`; nil where it is not
    /// understood.
    static func access(_ cell: String) -> RegisterDescription.Access? {
        let words = FoldedText.words(cell).filter { $0 != "broadcast" }
        guard !words.isEmpty else { return nil }
        var (reads, writes) = (false, false)
        for word in words {
            switch word {
            case "r", "ro", "rd", "read", "readonly", "only", "lecture", "lesen", "lettura", "l",
                "nur", "seule", "sola", "reading":
                reads = true
            case "w", "wo", "write", "writeonly", "ecriture", "schreiben", "scrittura", "e",
                "s", "writable", "ecr":
                writes = true
            case "rw", "wr", "readwrite", "le", "ls":
                (reads, writes) = (true, true)
            default: return nil
            }
        }
        if words.contains("write"), words.contains("only"), !words.contains("read") {
            reads = false
        }
        return reads ? (writes ? .readWrite : .read) : .write
    }
}
