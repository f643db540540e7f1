import Metrology

/// What the words in the name of a register say, before it is decided what they mean together.
struct NameReading {
    typealias Subject = NameMeaning.Subject
    typealias Direction = NameMeaning.Direction
    typealias Statistic = NameMeaning.Statistic

    /// What is measured, by words that can mean nothing else.
    private(set) var strong: Set<Subject> = []
    /// The same by words and letters that count only where no other word says it.
    private(set) var weak: Set<Subject> = []
    private(set) var powers: Set<PowerKind> = []
    private(set) var weakPowers: Set<PowerKind> = []
    private(set) var directions: Set<Direction> = []
    private(set) var sectors: Set<Bool> = []
    private(set) var statistics: Set<Statistic> = []
    private(set) var periods: Set<EnergyPeriod> = []
    private(set) var tariffs: Set<Int> = []
    private(set) var quadrants: Set<Int> = []
    private(set) var phases: Set<Int> = []
    private(set) var pairs: Set<VoltageTerminal> = []
    private(set) var sequences: Set<SequenceComponent> = []
    private(set) var flags: Set<NameMeaning> = []
    /// Words that make the register something that is no quantity.
    private(set) var foreign: [String] = []
    /// Words that are not known.
    private(set) var unknown: [String] = []

    /// The numbers behind phase words, and behind other words that can number phases.
    private(set) var named: Set<Int> = []
    private var bare: Set<Int> = []
    private var levels: Set<Int> = []

    /// Reads a name; brackets around a unit have been taken away.
    init(_ name: String) {
        let words = FoldedText.words(name)
        directions = Self.signs(FoldedText.fold(name))
        var prefix = ""
        for (place, word) in words.enumerated() {
            if let number = Int(word) {
                take(
                    number,
                    behind: prefix,
                    before: place + 1 < words.count ? words[place + 1] : ""
                )
            } else {
                if !takeLetter(word, behind: prefix) { take(word) }
                if word != "n", word != "-" { prefix = word }
            }
        }
        settlePhases()
        settleDelivery()
        if flags.contains(.numbersTariffs) { tariffs.formUnion(levels) }
    }

    /// Whether a word stands there.
    func has(_ meaning: NameMeaning) -> Bool { flags.contains(meaning) }

    /// Takes the letter of a tariff: `rate B`.
    private mutating func takeLetter(_ word: String, behind prefix: String) -> Bool {
        guard NameWords.meanings(prefix) == [.numbersTariffs],
            let tariff = ["a": 1, "b": 2, "c": 3, "d": 4][word]
        else { return false }
        tariffs.insert(tariff)
        return true
    }

    private mutating func take(_ word: String) {
        guard let meanings = NameWords.meanings(word) else {
            unknown.append(word)
            return
        }
        let isWeak = NameWords.isWeak(word)
        for meaning in meanings { take(meaning, word, isWeak: isWeak) }
    }

    private mutating func take(_ meaning: NameMeaning, _ word: String, isWeak: Bool) {
        switch meaning {
        case .subject(let subject):
            if isWeak { weak.insert(subject) } else { strong.insert(subject) }
        case .power(let kind):
            if isWeak { weakPowers.insert(kind) } else { powers.insert(kind) }
        case .direction(let direction): directions.insert(direction)
        case .sector(let isInductive): sectors.insert(isInductive)
        case .statistic(let statistic): statistics.insert(statistic)
        case .period(let period): periods.insert(period)
        case .tariff(let tariff): tariffs.insert(tariff)
        case .levelOfTariff(let tariff): levels.insert(tariff)
        case .perPhase(let channel): flags.insert(.perPhase(channel))
        case .between(let terminal): pairs.insert(terminal)
        case .sequence(let component): sequences.insert(component)
        case .foreign: foreign.append(word)
        case .neutral where word == "in" && !strong.isEmpty: break
        case .filler: break
        default: flags.insert(meaning)
        }
    }

    /// Takes a number by the word before it.
    private mutating func take(_ number: Int, behind prefix: String, before next: String) {
        let meanings = NameWords.meanings(prefix) ?? []
        if ["bit", "bits", "min", "phase", "phases", "phasig", "phasen"].contains(next),
            !meanings.contains(.numbersPhases), [1, 3, 15, 16, 32, 64].contains(number)
        {
            if number == 3 { flags.insert(.total) }
            return
        }
        if meanings.contains(.numbersTariffs) {
            tariffs.insert(number)
        } else if meanings.contains(.quadrant) {
            quadrants.insert(number)
        } else if meanings.contains(.numbersPhases) {
            insertPhase(number, isNamed: true)
        } else if !periods.isEmpty, prefix == "n" || meanings.contains(.period(.day)) {
            flags.insert(.previous)
        } else if prefix == "q" {
            // Reactive power of a phase, or a quadrant's energy: the subject will tell.
            quadrants.insert(number)
            insertPhase(number, isNamed: false)
        } else if !meanings.isEmpty, meanings != [.filler], meanings != [.foreign] {
            insertPhase(number, isNamed: false)
        } else {
            foreign.append(prefix.isEmpty ? String(number) : "\(prefix) \(number)")
        }
    }

    private mutating func insertPhase(_ number: Int, isNamed: Bool) {
        var phases: Set<Int> = []
        switch number {
        case 1...3: phases = [number]
        case 12, 21: pairs.insert(.l12)
        case 23, 32: pairs.insert(.l23)
        case 31, 13: pairs.insert(.l31)
        case 123: phases = [1, 2, 3]
        default: foreign.append(String(number))
        }
        if isNamed { named.formUnion(phases) } else { bare.formUnion(phases) }
    }

    /// "Delivered" is import for one maker and export for another; both together are clear.
    private mutating func settleDelivery() {
        switch (has(.delivered), has(.received)) {
        case (true, true): directions.insert(.both)
        case (true, false): foreign.append("delivered")
        case (false, true): foreign.append("received")
        default: break
        }
    }

    private mutating func settlePhases() {
        phases = named.isEmpty ? bare : named
        guard phases.isEmpty, pairs.isEmpty else { return }
        for (channel, number) in zip(Channel.phases, 1...3) where has(.perPhase(channel)) {
            phases.insert(number)
        }
    }

    /// The directions that plus and minus signs behind a letter or in brackets stand for.
    private static func signs(_ folded: String) -> Set<Direction> {
        let scalars = Array(folded.unicodeScalars)
        var found: Set<Direction> = []
        for (place, sign) in scalars.enumerated() where sign == "+" || sign == "-" {
            let before = place > 0 ? scalars[place - 1] : "("
            let after = place + 1 < scalars.count ? scalars[place + 1] : ")"
            let isBehind =
                before.properties.isAlphabetic && " ),;/+-".unicodeScalars.contains(after)
            let isInFront = before == "(" && (after == ")" || after.properties.isAlphabetic)
            guard isBehind || isInFront else { continue }
            found.insert(sign == "+" ? .imported : .exported)
        }
        return found
    }
}
