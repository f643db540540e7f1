internal import CPseudoTerminal
internal import FarmCore

extension ClientLine {
    /// What the kernel keeps of a pseudo-terminal's client; nil for a parked line, which none has
    /// set.
    ///
    /// Odd parity is certain, even where the client asks for parity to be checked, as libmodbus
    /// does and pyserial does not.
    init?(_ settings: pseudo_terminal_settings) {
        guard settings.baud != UInt32(PSEUDO_TERMINAL_PARKED_BAUD) else { return nil }
        self.init(
            baudRate: Int(settings.baud),
            stopBits: settings.two_stop_bits ? 2 : 1,
            parity: settings.odd_parity ? .odd : settings.checks_parity ? .even : .noneOrEven
        )
    }
}
