import Documents
import Metrology
import ModbusProtocol

/// One coil or discrete input of a file, before the map is put together.
struct BitEntry {
    var node: Node
    var place: RegisterDescription.Place
    var address: UInt16
    var source: BitSource
    var shows: String
    var flags: RegisterFlags
    var about: RegisterAbout
}

/// Reads one coil or discrete input.
struct BitReader {
    private let reader: ObjectReader
    private let context: RegisterContext
    private let place: RegisterDescription.Place

    init?(_ node: Node, _ context: RegisterContext, _ place: RegisterDescription.Place) {
        guard let reader = node.object("a bit") else { return nil }
        self.reader = reader
        self.context = context
        self.place = place
    }

    func read() -> BitEntry? {
        let address = reader.required("address")?.address()
        let found = source()
        let flags = found.map { readFlags($0.0) } ?? .readable
        if found == nil { _ = (reader.optional("access"), reader.optional("broadcast")) }
        let about = RegisterAbout.read(reader, context, fallback: found?.1 ?? "")
        checkFunction()
        reader.finish()
        guard let address, let found else { return nil }
        return BitEntry(
            node: reader.node,
            place: place,
            address: address,
            source: found.0,
            shows: found.1,
            flags: flags,
            about: about
        )
    }

    private func source() -> (BitSource, String)? {
        let given = ["partial", "quantity", "constant"].filter { reader.has($0) }
        guard given.count == 1 else {
            reader.node.report("expected one of partial, quantity, constant; has \(given.count)")
            _ = given.map { reader.optional($0) }
            _ = reader.optional("bit")
            return nil
        }
        let catalogue = context.parts.catalogue
        if let node = reader.optional("partial") {
            guard let selection = node.partial(catalogue) else { return nil }
            guard context.parts.design.partials.contains(selection) else {
                node.report("the meter has no such partial counter; see /partials/of")
                return nil
            }
            return (.partialRuns(selection), "running \(text(node))")
        }
        if let node = reader.optional("constant") {
            return node.bool().map { (.constant($0), "constant \($0)") }
        }
        let bit = reader.optional("bit")?.integer("a bit", in: 0...31) ?? 0
        guard let node = reader.optional("quantity"), let quantity = node.quantity(catalogue) else {
            return nil
        }
        guard quantity.unit == .count else {
            node.report("is measured; a bit needs a counted quantity such as phasesPresent")
            return nil
        }
        return (.quantityBit(quantity, UInt8(truncatingIfNeeded: bit)), "\(text(node)), bit \(bit)")
    }

    private func text(_ node: Node) -> String {
        guard case .string(let text) = node.value else { return "" }
        return text
    }

    private func readFlags(_ source: BitSource) -> RegisterFlags {
        let node = reader.optional("access")
        let access = node?.choice(of: RegisterDescription.Access.self) ?? .read
        var flags: RegisterFlags = access == .write ? [] : .readable
        if access != .read {
            flags.insert(.writable)
            let probe = CompiledBit(address: 0, flags: flags, source: source, description: 0)
            if place != .coil || probe.command(switchingTo: true) == nil {
                node?.report(
                    "nothing happens on a write; a coil with a partial, tariffInput or relay.N.on"
                )
            }
        }
        if let broadcast = reader.optional("broadcast"), broadcast.bool() == true {
            flags.insert(.broadcast)
            if access == .read { broadcast.report("cannot be written, by broadcast or not") }
        }
        return flags
    }

    private func checkFunction() {
        let functions = context.rules.functions
        if place == .coil, !functions.contains(.readCoils) {
            reader.node.report("is a coil; function 1 is not enabled")
        }
        if place == .discreteInput, !functions.contains(.readDiscreteInputs) {
            reader.node.report("is a discrete input; function 2 is not enabled")
        }
    }
}
