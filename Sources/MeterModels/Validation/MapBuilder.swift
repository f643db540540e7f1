import Documents
import ModbusProtocol

/// Puts a register map together: sorts it, and reports what overlaps or has no room.
final class MapBuilder {
    private var draft = MapDraft()
    private var registers: [(entry: RegisterEntry, command: Int16)] = []
    private var bits: [BitEntry] = []

    init(
        _ rules: MapRules,
        _ settings: [SettingDefinition],
        _ guards: [RegisterGuard],
        _ interface: CommandInterface?
    ) {
        draft.rules = rules
        draft.settings = settings
        draft.guards = guards
        draft.commandInterface = interface
    }

    /// The place of a text among those kept.
    func index(ofText text: String) -> Int {
        if let found = draft.texts.firstIndex(of: text) { return found }
        draft.texts.append(text)
        return draft.texts.count - 1
    }

    /// The place of fixed words among those kept.
    func index(ofBlock words: [UInt16]) -> Int {
        draft.blocks.append(words)
        return draft.blocks.count - 1
    }

    /// Takes a register, unless it ends behind the last address.
    func add(_ entry: RegisterEntry) {
        guard Int(entry.address) + entry.words <= 0x1_0000 else {
            entry.node.report(
                "\(Self.label(entry)) ends behind address 65535; the last one of "
                    + "\(entry.words) words is \(0x1_0000 - entry.words)"
            )
            return
        }
        var command: Int16 = -1
        if let rule = entry.command {
            if let found = draft.commands.firstIndex(of: rule) {
                command = Int16(truncatingIfNeeded: found)
            } else if draft.commands.count < Int(Int16.max) {
                command = Int16(truncatingIfNeeded: draft.commands.count)
                draft.commands.append(rule)
            } else {
                entry.node.report("too many commands; at most \(Int16.max)")
            }
        }
        registers.append((entry, command))
    }

    /// Takes a register once more, further on; one that would end behind the last address has no
    /// copy.
    func add(_ entry: RegisterEntry, again copy: RegisterCopy) {
        var entry = entry
        let address = Int(entry.address) + copy.offset
        guard address + entry.words <= 0x1_0000 else { return }
        entry.address = UInt16(truncatingIfNeeded: address)
        entry.order = copy.order ?? entry.order
        entry.flags.insert(.copy)
        add(entry)
    }

    /// Takes a coil or a discrete input.
    func add(_ entry: BitEntry) { bits.append(entry) }

    /// The map, sorted and described; overlaps have been reported.
    func finish() -> MapDraft {
        for place in [RegisterDescription.Place.holding, .input] {
            let all = registers.filter { $0.entry.places.contains(place) }
                .sorted { $0.entry.address < $1.entry.address }
            let here = all.filter { !$0.entry.isAlone }
            for lone in all.filter(\.entry.isAlone) {
                let register = compile(lone.entry, lone.command, place)
                if place == .holding {
                    draft.loneHolding[register.address] = register
                } else {
                    draft.loneInput[register.address] = register
                }
            }
            reportOverlaps(here.map(\.entry), place)
            let compiled = here.map { compile($0.entry, $0.command, place) }
            if place == .holding { draft.holding = compiled } else { draft.input = compiled }
        }
        for place in [RegisterDescription.Place.coil, .discreteInput] {
            let here = bits.filter { $0.place == place }
                .sorted { $0.address < $1.address }
            for (a, b) in zip(here, here.dropFirst()) where a.address == b.address {
                b.node.report(
                    "\"\(b.about.name)\" has the address of \"\(a.about.name)\" at "
                        + "\(a.node.pointer)"
                )
            }
            let compiled = here.map(compile)
            if place == .coil { draft.coils = compiled } else { draft.discreteInputs = compiled }
        }
        return draft
    }

    private func reportOverlaps(_ entries: [RegisterEntry], _ place: RegisterDescription.Place) {
        var widest: RegisterEntry?
        for entry in entries {
            if let last = widest, Int(last.address) + last.words > Int(entry.address) {
                entry.node.report(
                    "\(Self.label(entry)) overlaps \(Self.label(last)) at "
                        + "\(last.node.pointer) among the \(place.rawValue) registers"
                )
            }
            if let last = widest, Int(last.address) + last.words >= Int(entry.address) + entry.words
            {
                continue
            }
            widest = entry
        }
    }

    /// `"Voltage V1" at 0xC558 to 0xC559`.
    private static func label(_ entry: RegisterEntry) -> String {
        let first = Hexadecimal.text(Int(entry.address))
        let last = Hexadecimal.text(Int(entry.address) + entry.words - 1)
        let range = entry.words == 1 ? first : "\(first) to \(last)"
        return "\"\(entry.about.name)\" at \(range)"
    }

    private func compile(
        _ entry: RegisterEntry,
        _ command: Int16,
        _ place: RegisterDescription.Place
    ) -> CompiledRegister {
        draft.descriptions.append(
            RegisterDescription(
                place: place,
                address: entry.address,
                words: entry.words,
                type: entry.format.name,
                order: entry.order,
                name: entry.about.name,
                unit: entry.scaling.unit,
                scale: entry.scaling.decimal,
                scaleFactor: entry.scaling.factor,
                access: entry.flags.access,
                shows: entry.shows,
                obis: entry.obis,
                evidence: entry.about.evidence,
                source: entry.about.source,
                note: entry.about.note,
                acceptsBroadcast: acceptsBroadcast(entry.flags),
                ratioScale: entry.scaling.byRatio,
                guardName: entry.guardPlace.map { draft.guards[$0].name },
                isCopy: entry.flags.contains(.copy)
            )
        )
        let description = Int32(truncatingIfNeeded: draft.descriptions.count - 1)
        draft.ratioScales[description] = entry.scaling.byRatio
        draft.codes[description] = entry.codes
        if place == .holding { draft.guardOf[entry.address] = entry.guardPlace }
        return CompiledRegister(
            address: entry.address,
            words: UInt8(truncatingIfNeeded: entry.words),
            flags: entry.flags,
            format: entry.format,
            order: entry.order,
            source: entry.source,
            scale: entry.scaling.compiled,
            notAvailable: entry.notAvailable,
            command: command,
            description: description
        )
    }

    private func compile(_ entry: BitEntry) -> CompiledBit {
        draft.descriptions.append(
            RegisterDescription(
                place: entry.place,
                address: entry.address,
                words: 0,
                type: "bit",
                order: .big,
                name: entry.about.name,
                unit: "",
                scale: .one,
                scaleFactor: nil,
                access: entry.flags.access,
                shows: entry.shows,
                obis: nil,
                evidence: entry.about.evidence,
                source: entry.about.source,
                note: entry.about.note,
                acceptsBroadcast: acceptsBroadcast(entry.flags)
            )
        )
        return CompiledBit(
            address: entry.address,
            flags: entry.flags,
            source: entry.source,
            description: Int32(truncatingIfNeeded: draft.descriptions.count - 1)
        )
    }

    private func acceptsBroadcast(_ flags: RegisterFlags) -> Bool {
        guard flags.contains(.writable) else { return false }
        switch draft.rules.broadcast {
        case .all: return true
        case .marked: return flags.contains(.broadcast)
        case .none: return false
        }
    }
}

extension RegisterFlags {
    /// As files say it.
    var access: RegisterDescription.Access {
        guard contains(.writable) else { return .read }
        return contains(.readable) ? .readWrite : .write
    }
}

/// Addresses as people write them.
enum Hexadecimal {
    /// Four digits behind `0x`.
    static func text(_ number: Int) -> String {
        let digits = String(number, radix: 16, uppercase: true)
        return "0x" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
